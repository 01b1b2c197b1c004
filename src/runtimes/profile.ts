/** Reads what the probes wrote under `--profile`. */
import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { LIMITS } from '../core/limits.js'
import { buildProfile } from '../core/profile/build.js'
import type { Profile } from '../core/profile/profile.js'
import { isProfileLine, PROFILE_FILE, type ProfileLine } from '../protocol/profile.js'

/**
 * The profile of the run in `runDir`, or null when nobody wrote one. `startedAtMs`: wall clock at which the run began. Lines that do
 * not parse (the last one of a killed process) are left out. Never throws.
 */
export function readProfile(runDir: string, startedAtMs: number): Profile | null {
  const text = readStart(join(runDir, PROFILE_FILE), LIMITS.profileBytesMax)
  return text === null ? null : buildProfile(parseLines(text), startedAtMs)
}

function* parseLines(text: string): Generator<ProfileLine> {
  for (const line of text.split('\n')) {
    if (line === '') continue
    try {
      const value: unknown = JSON.parse(line)
      if (isProfileLine(value)) yield value
    } catch {
      // Cut off by a kill.
    }
  }
}

function readStart(file: string, bytesMax: number): string | null {
  let fd: number | null = null
  try {
    fd = openSync(file, 'r')
    const chunks: Buffer[] = []
    for (let size = 0; size < bytesMax; ) {
      const chunk = Buffer.alloc(Math.min(1024 * 1024, bytesMax - size))
      const count = readSync(fd, chunk)
      if (count === 0) break
      chunks.push(chunk.subarray(0, count))
      size += count
    }
    return Buffer.concat(chunks).toString('utf8')
  } catch {
    return null
  } finally {
    if (fd !== null) closeSync(fd)
  }
}
