import { readFileSync, readlinkSync } from 'node:fs'
import { EXIT } from '../../core/verdict.js'

export interface Target {
  readonly pid: number
  readonly cwd: string
}

/** Why a process cannot be attached to, in a line, with the exit code that says it to scripts. */
export interface Unreachable {
  readonly message: string
  readonly exitCode: number
}

/** Is this a process we may ask? Looked at before anything is started. */
export function describeTarget(pid: number): Target | Unreachable {
  if (isOurs(pid)) {
    return { message: `pid ${pid} is this overstay or a parent of it; nobody diagnoses itself`, exitCode: EXIT.usage }
  }
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
      ? { message: `pid ${pid} belongs to somebody else: not permitted (try sudo)`, exitCode: EXIT.notExecutable }
      : { message: `there is no process ${pid}`, exitCode: EXIT.notFound }
  }
  if (isZombie(pid)) {
    return { message: `pid ${pid} has ended; only its parent has not taken notice (a zombie)`, exitCode: EXIT.notFound }
  }
  return { pid, cwd: readCwd(pid) }
}

/** Ourselves, or whoever started us: to end those would end us first. */
function isOurs(pid: number): boolean {
  for (let own = process.pid, depth = 0; own > 1 && depth < ANCESTORS_MAX; own = readParent(own), depth += 1) {
    if (own === pid) return true
  }
  return pid === process.ppid
}

/** Levels of parents looked at; a deeper nest of shells is none a person built. */
const ANCESTORS_MAX = 200

function readParent(pid: number): number {
  if (pid === process.pid) return process.ppid
  return Number(/^PPid:\s+(\d+)/m.exec(readStatus(pid))?.[1] ?? 0)
}

function isZombie(pid: number): boolean {
  return /^State:\s+[ZX]/m.test(readStatus(pid))
}

function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'latin1')
  } catch {
    return ''
  }
}

function readCwd(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return process.cwd()
  }
}
