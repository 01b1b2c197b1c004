import { execFile } from 'node:child_process'
import { readdirSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
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

/**
 * The same without /proc: is a process but the keeper controlled by the terminal? (One that left it by setsid and still
 * holds it open is not seen.) False as well when ps does not answer: nobody can be named then.
 */
export function isTerminalUsed(terminal: string, keeperPid: number): Promise<boolean> {
  // ttys003 on macOS, pts/3 on Linux.
  const name = terminal.startsWith('/dev/pts/') ? `pts/${basename(terminal)}` : basename(terminal)
  return new Promise((resolve) => {
    execFile('ps', ['-t', name, '-o', 'pid='], (error, stdout) => {
      const pids = error === null ? stdout.split('\n').map(Number) : []
      resolve(pids.some((pid) => pid > 0 && pid !== keeperPid))
    })
  })
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
