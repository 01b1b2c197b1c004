import { startLadder } from '../ladder/ladder.js'
import type { HangKind, State } from '../state.js'
import type { Turn } from '../turn.js'
import { setPhase } from './move.js'

/** Say what is wrong, once, and begin what the policy wants done about it. The report comes before anything is ended. */
export function declareHang(turn: Turn, kind: HangKind): void {
  if (turn.state.hang === null) turn.update({ hang: { kind, atMs: turn.nowMs } })
  turn.ask({ type: 'writeInterimReport' })
  if (kind !== 'interrupted') turn.ask({ type: 'announce', announcement: kind })
  switch (kind) {
    case 'overstayed':
      return actOnOverstay(turn)
    case 'leaked':
      if (turn.state.policy.onHang === 'leave') return leave(turn)
      return startLadder(turn, 'terminate')
    default:
      return startLadder(turn, 'terminate')
  }
}

function actOnOverstay(turn: Turn): void {
  switch (turn.state.policy.onHang) {
    case 'end':
      return startLadder(turn, 'release')
    case 'ask':
      turn.ask({ type: 'askUser' })
      return setPhase(turn, 'asking')
    case 'wait':
      turn.ask({ type: 'announce', announcement: 'waiting' })
      return setPhase(turn, 'waiting')
    case 'leave':
      return leave(turn)
  }
}

/** Report and go, leaving everything alive. */
export function leave(turn: Turn): void {
  turn.ask({ type: 'detach' })
  setPhase(turn, 'ended')
}

/** Has the person or CI asked for the end in so many words that the tree is to be ended now? */
export function isEndDemanded(state: State): boolean {
  const { endSignal, endSignalCount } = state.user
  return endSignal !== null && endSignalCount >= 2
}
