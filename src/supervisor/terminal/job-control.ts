import { readFileSync } from 'node:fs'
import type { Child } from '../child/child.js'

interface JobControl {
  readonly parentPid: number
  readonly group: number
  readonly session: number
  /** Foreground group of the controlling terminal; -1 without one. */
  readonly foregroundGroup: number
}

/** Is overstay's process group the foreground group of its terminal? Without /proc: assumed, as a terminal is there. */
export function isForeground(): boolean {
  const self = readJobControl('self')
  return self === null || self.group === self.foregroundGroup
}

/** Has overstay a controlling terminal whose keys reach its group right now? False without one (CI, cron, a service). */
export function receivesTerminalSignals(): boolean {
  const self = readJobControl('self')
  return self !== null && self.foregroundGroup > 0 && self.group === self.foregroundGroup
}

/**
 * Would somebody wake us up again? True when the parent of our process group belongs to the same session, that is, a
 * shell with job control. Otherwise the group is orphaned, and the kernel ignores terminal stops as well.
 */
export function canSuspend(): boolean {
  const self = readJobControl('self')
  if (self === null) return true
  let parent = readJobControl(self.parentPid)
  while (parent !== null && parent.session === self.session) {
    if (parent.group !== self.group) return true
    parent = readJobControl(parent.parentPid)
  }
  return false
}

/**
 * Stop the way Ctrl-Z does, for a command that shares our process group (pipes): the answer to `onStopAsked`. Returns when
 * somebody has woken us, or at once where nobody would: ms we were stopped, by which the run's clock is to be put back.
 */
export function suspendWithCommand(child: Child, delivered: boolean): number {
  if (!canSuspend()) return 0
  if (!delivered) child.forward('SIGTSTP')
  return stopOurselves()
}

/** Returns after somebody's SIGCONT: the ms that passed meanwhile. */
export function stopOurselves(): number {
  const stoppedAtMs = performance.now()
  process.kill(process.pid, 'SIGSTOP')
  return performance.now() - stoppedAtMs
}

function readJobControl(pid: number | 'self'): JobControl | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const [, parentPid, group, session, , foregroundGroup] = fields.map(Number)
    return { parentPid: parentPid!, group: group!, session: session!, foregroundGroup: foregroundGroup! }
  } catch {
    return null
  }
}
