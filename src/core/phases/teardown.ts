import { LIMITS } from '../limits.js'
import type { Turn } from '../turn.js'
import { checkDeadline } from './deadline.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang } from './hang.js'
import { setPhase, setSampling } from './move.js'
import { isTreeKnownSince } from './thorough.js'

/** Tests are over (as far as is known) and the command still lives. It may, while it works or its end is in sight. */
export function decideTeardown(turn: Turn): void {
  setSampling(turn, LIMITS.sampleTeardownMs)
  const { state } = turn
  if (state.command.exit !== null) return setPhase(turn, 'lingering')
  if (state.finish.atMs === null) return setPhase(turn, 'running')
  if (checkDeadline(turn)) return
  if (state.watchMode !== null) return
  if (takeAnswer(turn, 'overstay') !== null) {
    if (!isEndInSight(turn)) return declareHang(turn, 'overstayed')
  }
  if (isAsking(turn, 'overstay')) return
  if (isTimeUp(turn) && isAnybodyKnown(turn)) askDiagnosis(turn, 'overstay')
}

/** Time may be up before the first look at the processes: then nobody would be asked. */
function isAnybodyKnown(turn: Turn): boolean {
  return turn.state.tree.sampledAtMs !== null || isTreeKnownSince(turn, 0)
}

/** Has it stayed too long: without progress, or at all? */
function isTimeUp(turn: Turn): boolean {
  const { policy, finish, progressAtMs } = turn.state
  const finishedAtMs = finish.atMs ?? turn.nowMs
  if (turn.isDue(finishedAtMs + policy.teardownLimitMs)) return true
  if (isEndInSight(turn)) return false
  return turn.isDue(Math.max(finishedAtMs, progressAtMs) + policy.teardownTimeoutMs)
}

/** A probe knows that everything that holds will end by itself, before the teardown limit: that is progress. */
function isEndInSight(turn: Turn): boolean {
  const { policy, finish, diagnosis } = turn.state
  if (diagnosis.willEndAtMs === null || finish.atMs === null) return false
  const endAtMs = diagnosis.willEndAtMs + LIMITS.promisedEndGraceMs
  if (endAtMs > finish.atMs + policy.teardownLimitMs) return false
  return !turn.isDue(endAtMs)
}
