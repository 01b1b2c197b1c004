import { LIMITS } from '../limits.js'
import type { Turn } from '../turn.js'

/**
 * Has every process been looked at, by every mark, since this moment? If not, a thorough look is asked for, once; one
 * that never comes is given up with a warning, so that a run always ends.
 */
export function isTreeKnownSince(turn: Turn, sinceMs: number): boolean {
  const { sampling } = turn.state
  if (sampling.thoroughAtMs !== null && sampling.thoroughAtMs >= sinceMs) return true
  if (sampling.thoroughAskedAtMs === null) {
    turn.update({ sampling: { ...sampling, thoroughAskedAtMs: turn.nowMs } })
    turn.ask({ type: 'takeSample' })
    turn.isDue(turn.nowMs + LIMITS.sampleAnswerMs)
    return false
  }
  if (!turn.isDue(sampling.thoroughAskedAtMs + LIMITS.sampleAnswerMs)) return false
  const message = 'the process table could not be read; processes of the run may be left'
  const isKnown = turn.state.warnings.some((warning) => warning.code === 'no-process-table')
  turn.update({
    sampling: { ...sampling, thoroughAtMs: turn.nowMs, thoroughAskedAtMs: null },
    ...(isKnown ? {} : { warnings: [...turn.state.warnings, { code: 'no-process-table', message }] }),
  })
  return true
}
