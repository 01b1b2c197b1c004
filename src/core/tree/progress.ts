import { LIMITS } from '../limits.js'
import type { TreeChange } from './tree-state.js'

/**
 * Does this change show the tree at work? A process came or went, or a whole CPU window was above the idle noise of a
 * runtime with a few timers. A busy loop counts as work here: whether it gets anywhere is for others to judge.
 */
export function isTreeProgress(change: TreeChange): boolean {
  if (change.born.length > 0 || change.died.length > 0) return true
  return change.windowPercent !== null && change.windowPercent >= LIMITS.busyPercentMin
}
