import type { Turn } from '../turn.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang } from './hang.js'

/**
 * The bound on the whole run, in every phase in which the command lives and nothing is being ended yet. True when it
 * has bitten. After the finish it makes the run an overstay: the tests were over, and what used up the time was not.
 */
export function checkDeadline(turn: Turn): boolean {
  const { policy, command } = turn.state
  if (policy.deadlineMs === null || command.startedAtMs === null) return false
  if (!turn.isDue(command.startedAtMs + policy.deadlineMs)) return false
  const isDiagnosed = takeAnswer(turn, 'deadline') !== null
  if (!isDiagnosed) {
    if (!isAsking(turn, 'deadline')) askDiagnosis(turn, 'deadline')
    return true
  }
  declareHang(turn, turn.state.finish.atMs === null ? 'deadline' : 'overstayed')
  return true
}
