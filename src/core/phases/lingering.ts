import { LIMITS } from '../limits.js'
import { allowedStragglers, stragglers } from '../tree/stragglers.js'
import type { Turn } from '../turn.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang } from './hang.js'
import { setPhase, setSampling } from './move.js'
import { isTreeKnownSince } from './thorough.js'

/** The command has exited. What was its tree, and whoever holds its output, may stay for the leak timeout. */
export function decideLingering(turn: Turn): void {
  setSampling(turn, LIMITS.sampleEndingMs)
  const { state } = turn
  const exitAtMs = state.command.exit?.atMs ?? turn.nowMs
  if (!isTreeKnownSince(turn, exitAtMs)) return
  if (!isSomethingLeft(turn)) return setPhase(turn, 'ended')
  if (takeAnswer(turn, 'leak') !== null) return declareHang(turn, 'leaked')
  if (isAsking(turn, 'leak')) return
  if (turn.isDue(exitAtMs + state.policy.leakTimeoutMs)) askDiagnosis(turn, 'leak')
}

/** Stragglers, or somebody unseen on the output. Deliberate daemons are not, and may hold the output too. */
export function isSomethingLeft(turn: Turn): boolean {
  const { tree, policy, output } = turn.state
  if (stragglers(tree, policy.allow).length > 0) return true
  return output.closedAtMs === null && allowedStragglers(tree, policy.allow).length === 0
}
