import { LIMITS } from '../limits.js'
import type { Member } from '../tree/member.js'
import { findStrays, runnerChain } from '../tree/runner-chain.js'
import type { Turn } from '../turn.js'
import { nextRung, sendSignal, setStage } from './rungs.js'

/**
 * End the descendants a runner may be waiting for, and wait for the runner: many then end by themselves with their own
 * code. Stage 1: told by TERM; stage 2: killed, or gone; the runner has its time.
 */
export function climbStrays(turn: Turn): void {
  const ladder = turn.state.ladder!
  switch (ladder.stage) {
    case 0: {
      const strays = livingStrays(turn)
      if (strays.length === 0) return nextRung(turn, 'strays')
      sendSignal(turn, 'SIGTERM', strays)
      setStage(turn, 1, turn.nowMs + LIMITS.strayTermMs)
      turn.isDue(turn.nowMs + LIMITS.strayTermMs)
      return
    }
    case 1: {
      const strays = livingStrays(turn)
      if (strays.length > 0 && !turn.isDue(ladder.untilMs)) return
      // A stopped process never sees the TERM that is pending for it.
      sendSignal(turn, 'SIGCONT', strays)
      sendSignal(turn, 'SIGKILL', strays)
      setStage(turn, 2, turn.nowMs + LIMITS.strayWaitMs)
      turn.isDue(turn.nowMs + LIMITS.strayWaitMs)
      return
    }
    default:
      if (turn.isDue(Math.max(ladder.untilMs, turn.state.progressAtMs + LIMITS.strayWaitMs))) nextRung(turn, 'strays')
  }
}

/** Members that are not on the way from the command to its runner. */
export function livingStrays(turn: Turn): readonly Member[] {
  const runners = turn.state.finish.hooks.filter((hook) => !hook.worker && !hook.nested).map((hook) => hook.pid)
  return findStrays(turn.state.tree, runnerChain(turn.state.tree, runners))
}
