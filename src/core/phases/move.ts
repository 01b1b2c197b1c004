import type { Phase } from '../state.js'
import type { Turn } from '../turn.js'

export function setPhase(turn: Turn, phase: Phase): void {
  turn.update({ phase })
}

/** Change the sampling rate, once. */
export function setSampling(turn: Turn, intervalMs: number): void {
  if (turn.state.sampling.intervalMs === intervalMs) return
  turn.update({ sampling: { ...turn.state.sampling, intervalMs } })
  turn.ask({ type: 'setSampling', intervalMs })
}
