import type { Action } from './actions.js'
import type { Event } from './events.js'
import { foldEvent } from './fold.js'
import { decideEnding } from './ladder/ladder.js'
import { LIMITS } from './limits.js'
import { decideAsking } from './phases/asking.js'
import { conclude } from './phases/conclude.js'
import { decideLingering } from './phases/lingering.js'
import { decideRunning, decideStarting } from './phases/running.js'
import { decideTeardown } from './phases/teardown.js'
import { checkOrderedEnd, lookAgain, passHeldSignal, reactToDecision, reactToSignal } from './phases/user.js'
import type { Phase, State } from './state.js'
import { Turn } from './turn.js'

export interface StepResult {
  readonly state: State
  readonly actions: readonly Action[]
  /** When `timeReached` should come at the latest, ms on the run's clock; null: only events move the run. */
  readonly wakeAtMs: number | null
}

const DECIDE: Readonly<Record<Phase, (turn: Turn) => void>> = {
  starting: decideStarting,
  running: decideRunning,
  teardown: decideTeardown,
  asking: decideAsking,
  waiting: decideAsking,
  ending: decideEnding,
  lingering: decideLingering,
  ended: conclude,
}

/**
 * One event into the run: the new state, and what is to be done. Total: no event in any order makes it throw, and a
 * run that has ended ignores what still comes.
 */
export function step(state: State, event: Event): StepResult {
  if (state.conclusion !== null) return { state, actions: [], wakeAtMs: null }
  const turn = new Turn(foldEvent(state, event))
  if (event.type === 'userSignalled') reactToSignal(turn, event)
  if (event.type === 'userDecided') reactToDecision(turn, event)
  passHeldSignal(turn)
  if (turn.state.phase !== 'starting' && turn.state.phase !== 'ended') {
    checkOrderedEnd(turn)
    lookAgain(turn)
  }
  for (let round = 0; round < LIMITS.phaseChangesMax; round += 1) {
    const { phase } = turn.state
    DECIDE[phase](turn)
    if (turn.state.phase === phase) break
  }
  return { state: turn.state, actions: turn.actions, wakeAtMs: turn.state.conclusion === null ? turn.wakeAtMs : null }
}
