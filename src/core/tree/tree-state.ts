import type { CpuWindow, Member } from './member.js'
import { keyText } from './member.js'
import type { ProcessKey } from './sample.js'

/** What is known of the run's processes after the samples so far. A value: updating makes a new one. */
export interface TreeState {
  /** Members alive in the newest sample, by keyText. */
  readonly living: ReadonlyMap<string, Member>
  /** Members that have ended, oldest first, at most LIMITS.endedMembersMax. */
  readonly ended: readonly Member[]
  /** Ended members forgotten because of the bound. */
  readonly endedDroppedCount: number
  /** Zombies in the newest sample: already counted as ended, not to be counted again. */
  readonly zombies: ReadonlySet<string>
  readonly command: ProcessKey | null
  /** Session of the command when it was first seen: members outside of it are `detached`. */
  readonly commandSid: number | null
  /** Parent of the command: the keeper or overstay itself. */
  readonly commandPpid: number | null
  readonly commandExitedAtMs: number | null
  /** `atMs` of the newest sample. */
  readonly sampledAtMs: number | null
  /** Was the newest sample complete? */
  readonly complete: boolean
  /** CPU of the whole tree so far, short-lived children included, ms. */
  readonly cpuMs: number
  /** Percent of one core used by the whole tree over the last whole window. */
  readonly cpuPercent: number
  readonly cpuWindow: CpuWindow | null
}

/** What one sample changed. */
export interface TreeChange {
  readonly born: readonly ProcessKey[]
  readonly died: readonly ProcessKey[]
  /** Living members whose parent is another than in the sample before. */
  readonly reparented: readonly ProcessKey[]
  /** CPU used by the tree since the sample before, ms, short-lived children included where the OS tells. */
  readonly cpuMs: number
  /** ms since the sample before; 0 at the first. */
  readonly intervalMs: number
  /**
   * Percent of one core over a window of at least LIMITS.cpuWindowMs that this sample has completed; null while the
   * window is still open. One tick alone says little: CPU is counted in steps of 10 ms.
   */
  readonly windowPercent: number | null
}

export const EMPTY_TREE: TreeState = {
  living: new Map(),
  ended: [],
  endedDroppedCount: 0,
  zombies: new Set(),
  command: null,
  commandSid: null,
  commandPpid: null,
  commandExitedAtMs: null,
  sampledAtMs: null,
  complete: true,
  cpuMs: 0,
  cpuPercent: 0,
  cpuWindow: null,
}

/** The member with this key, alive or ended; null when it was never seen or has been forgotten. */
export function findMember(tree: TreeState, key: ProcessKey): Member | null {
  const text = keyText(key)
  return tree.living.get(text) ?? tree.ended.findLast((member) => keyText(member) === text) ?? null
}

/** The living member with this pid, null when there is none. */
export function findLivingByPid(tree: TreeState, pid: number): Member | null {
  for (const member of tree.living.values()) if (member.pid === pid) return member
  return null
}

/** Living members by the pid of their present parent. */
export function groupByParent(tree: TreeState): ReadonlyMap<number, readonly Member[]> {
  const children = new Map<number, Member[]>()
  for (const member of tree.living.values()) {
    const siblings = children.get(member.ppid)
    if (siblings === undefined) children.set(member.ppid, [member])
    else siblings.push(member)
  }
  return children
}
