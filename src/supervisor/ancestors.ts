import { readFileSync } from 'node:fs'
import { parseStat } from '../sampler/linux/stat.js'

/** Generations looked at: wrappers rarely put more than a handful between a runner and a test's own run. */
const GENERATIONS_MAX = 64

/** Pids above a process, nearest first, as they are now. Empty without /proc, shorter when one of them has gone. */
export function readAncestors(pid: number): readonly number[] {
  const ancestors: number[] = []
  for (let parent = readParent(pid); parent !== null && parent > 1; parent = readParent(parent)) {
    if (parent === process.pid || ancestors.length >= GENERATIONS_MAX) break
    ancestors.push(parent)
  }
  return ancestors
}

function readParent(pid: number): number | null {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.ppid ?? null
  } catch {
    return null
  }
}
