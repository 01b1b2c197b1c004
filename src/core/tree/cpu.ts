import { LIMITS } from '../limits.js'
import type { CpuWindow, Member } from './member.js'
import type { TreeState } from './tree-state.js'

export interface CpuUse {
  /** CPU of the tree since the sample before, ms. */
  readonly usedMs: number
  /** Share of one core over the window this sample completed; null while it is open. */
  readonly windowPercent: number | null
  readonly window: CpuWindow
}

/**
 * CPU the tree used since the sample before. What living members used themselves, what newborn ones used so far, and
 * what members waited for in the meantime: children that lived and died between two samples show only there. CPU of
 * members that were followed and then waited for is taken off again, so nothing counts twice.
 */
export function measureCpu(before: TreeState, living: ReadonlyMap<string, Member>, atMs: number): CpuUse {
  let ownMs = 0
  let reapedMs = 0
  for (const [text, member] of living) {
    const known = before.living.get(text)
    if (known !== undefined) {
      ownMs += Math.max(0, member.cpuMs - known.cpuMs)
      reapedMs += Math.max(0, member.reapedCpuMs - known.reapedCpuMs)
    } else if (before.sampledAtMs !== null && member.startedAtMs >= before.sampledAtMs) {
      ownMs += member.cpuMs
      reapedMs += member.reapedCpuMs
    }
  }
  for (const [text, member] of before.living) if (!living.has(text)) reapedMs -= member.cpuMs + member.reapedCpuMs
  const usedMs = ownMs + Math.max(0, reapedMs)

  const totalMs = before.cpuMs + usedMs
  const window = before.cpuWindow ?? { sinceMs: atMs, sinceCpuMs: totalMs }
  const elapsedMs = atMs - window.sinceMs
  if (elapsedMs < LIMITS.cpuWindowMs) return { usedMs, windowPercent: null, window }
  return {
    usedMs,
    windowPercent: (100 * (totalMs - window.sinceCpuMs)) / elapsedMs,
    window: { sinceMs: atMs, sinceCpuMs: totalMs },
  }
}
