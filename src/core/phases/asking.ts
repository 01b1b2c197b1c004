import { startLadder } from '../ladder/ladder.js'
import { LIMITS } from '../limits.js'
import type { Turn } from '../turn.js'
import { checkDeadline } from './deadline.js'
import { setPhase, setSampling } from './move.js'

/** The run overstays, the person has been told and decides; or the policy is to wait. Nothing is ended from here. */
export function decideAsking(turn: Turn): void {
  setSampling(turn, LIMITS.sampleTeardownMs)
  if (turn.state.command.exit !== null) return setPhase(turn, 'lingering')
  if (turn.state.user.decided === 'end') return startLadder(turn, 'release')
  checkDeadline(turn)
}
