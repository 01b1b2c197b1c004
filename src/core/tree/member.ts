import type { EndedBy } from '../outcome.js'
import type { ProcessRole } from '../report/model.js'
import type { MembershipMark, ProcessKey, ProcessSample, ProcessState } from './sample.js'

/** All that is remembered of one process of the run, over every sample it was seen in. */
export interface Member extends ProcessKey {
  /** Parent in the newest sample. */
  readonly ppid: number
  /** The member that was its parent when it was first seen; null when that one had already gone. */
  readonly parent: ProcessKey | null
  readonly pgid: number | null
  readonly sid: number | null
  readonly name: string
  readonly command: readonly string[]
  readonly role: ProcessRole
  /** Newest state; what it was last when the process has ended. */
  readonly state: ProcessState
  /** Every mark it ever bore. */
  readonly marks: readonly MembershipMark[]
  readonly startedAtMs: number
  readonly firstSeenAtMs: number
  readonly lastSeenAtMs: number
  /** When it was first missed; null while it lives. */
  readonly endedAtMs: number | null
  /** Null while it lives. */
  readonly endedBy: EndedBy | null
  /** Who has asked it to end, if anybody: becomes `endedBy` when it does. */
  readonly endingBy: EndedBy | null
  /** Was it seen alive after the command itself had exited? */
  readonly outlivedCommand: boolean
  readonly cpuMs: number
  readonly reapedCpuMs: number
  /** Percent of one core over the last whole window of at least LIMITS.cpuWindowMs; 0 before the first is over. */
  readonly cpuPercent: number
  readonly cpuWindow: CpuWindow
  readonly rssBytes: number
  readonly rssPeakBytes: number
  readonly threads: number
}

export interface CpuWindow {
  readonly sinceMs: number
  readonly sinceCpuMs: number
}

/** A process is its pid and its start; this is both as one text, to be used as a map key. */
export function keyText(key: ProcessKey): string {
  return `${key.pid}:${key.startId}`
}

export function toKey(key: ProcessKey): ProcessKey {
  return { pid: key.pid, startId: key.startId }
}

/** Zombies have ended: only their parent's wait is missing. */
export function isLiving(process: { readonly state: ProcessState }): boolean {
  return process.state !== 'zombie' && process.state !== 'dead'
}

/** The two marks joined, the same array when nothing is new. */
export function joinMarks(known: readonly MembershipMark[], seen: ProcessSample['marks']): readonly MembershipMark[] {
  const added = seen.filter((mark) => !known.includes(mark))
  return added.length === 0 ? known : [...known, ...added]
}
