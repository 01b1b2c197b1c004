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
 * somebody has woken us, or at once where nobody would.
 */
export function suspendWithCommand(child: Child, delivered: boolean): void {
  if (!canSuspend()) return
  if (!delivered) child.forward('SIGTSTP')
  process.kill(process.pid, 'SIGSTOP')
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
