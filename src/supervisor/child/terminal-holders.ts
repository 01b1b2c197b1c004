import { readdirSync, readlinkSync } from 'node:fs'
import { readSession } from './process-state.js'

/** Pids that exist now; taken before the run, so that only newer processes have to be looked at after it. */
export function listPids(): ReadonlySet<number> {
  return new Set(readPids())
}

/**
 * Does a process other than the keeper and the ones in `strangers` have the terminal open, or as its controlling
 * terminal when its files may not be read (another user's)? Null where there is no /proc: unknown.
 */
export function isTerminalHeld(terminal: string, keeperPid: number, strangers: ReadonlySet<number>): boolean | null {
  const pids = readPids()
  if (pids.length === 0) return null
  return pids.some(
    (pid) => pid !== keeperPid && pid !== process.pid && !strangers.has(pid) && holdsTerminal(pid, terminal, keeperPid),
  )
}

function readPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => name.charCodeAt(0) >= 0x31 && name.charCodeAt(0) <= 0x39)
      .map(Number)
  } catch {
    return []
  }
}

function holdsTerminal(pid: number, terminal: string, keeperPid: number): boolean {
  let fds: string[]
  try {
    fds = readdirSync(`/proc/${pid}/fd`)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES' && readSession(pid) === keeperPid
  }
  return fds.some((fd) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${fd}`) === terminal
    } catch {
      return false
    }
  })
}
