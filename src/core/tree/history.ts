import { LIMITS } from '../limits.js'
import { keyText } from './member.js'
import type { TreeState } from './tree-state.js'

/** The last looks at one process, oldest first: what its curves on a screen are drawn from. */
export interface ProcessHistory {
  /** Percent of one core. */
  readonly cpuPercent: readonly number[]
  readonly rssBytes: readonly number[]
}

/** By keyText. Members that are forgotten by the tree are forgotten here too. */
export type TreeHistory = ReadonlyMap<string, ProcessHistory>

export const NO_HISTORY: TreeHistory = new Map()

/** Adds the newest sample of a tree to what was seen before; the processes that have ended keep their curves. */
export function recordHistory(history: TreeHistory, tree: TreeState): TreeHistory {
  const next = new Map<string, ProcessHistory>()
  for (const member of tree.ended) {
    const known = history.get(keyText(member))
    if (known !== undefined) next.set(keyText(member), known)
  }
  for (const [key, member] of tree.living) {
    const known = history.get(key)
    next.set(key, {
      cpuPercent: [...(known?.cpuPercent ?? []), member.cpuPercent].slice(-LIMITS.historyPointsMax),
      rssBytes: [...(known?.rssBytes ?? []), member.rssBytes].slice(-LIMITS.historyPointsMax),
    })
  }
  return next
}
