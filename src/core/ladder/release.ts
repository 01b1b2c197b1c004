import { LIMITS } from '../limits.js'
import type { Finding, ReleaseHandle } from '../suspects/finding.js'
import { findMember } from '../tree/tree-state.js'
import type { Turn } from '../turn.js'
import { nextRung, setStage } from './rungs.js'

/**
 * Let go of what holds the processes and see whether the runner ends by itself. Stage 1: the releases are under way;
 * stage 2: they are done and the runner has its time, longer while it works (it may be writing coverage).
 */
export function climbRelease(turn: Turn, gentleness: ReleaseHandle['gentleness']): void {
  const ladder = turn.state.ladder!
  switch (ladder.stage) {
    case 0:
      return beginRelease(turn, gentleness)
    case 1:
      if (ladder.releaseAskId !== null && !turn.isDue(ladder.untilMs)) return
      if (ladder.released.length === 0) return nextRung(turn, ladder.rung)
      setStage(turn, 2, turn.nowMs)
      return climbRelease(turn, gentleness)
    default:
      return awaitExit(turn, ladder.untilMs)
  }
}

function beginRelease(turn: Turn, gentleness: ReleaseHandle['gentleness']): void {
  const { policy, diagnosis, ladder } = turn.state
  const findings = policy.release ? diagnosis.findings.filter((f) => isReleasable(turn, f, gentleness)) : []
  if (findings.length === 0) return nextRung(turn, ladder!.rung)
  const askId = diagnosis.lastAskId + 1
  const budgetMs = LIMITS.releaseBudgetMs
  turn.update({
    diagnosis: { ...diagnosis, lastAskId: askId },
    ladder: {
      ...ladder!,
      stage: 1,
      releaseAskId: askId,
      releaseAskedAtMs: turn.nowMs,
      untilMs: turn.nowMs + budgetMs + LIMITS.answerGraceMs,
    },
  })
  turn.ask({ type: 'release', askId, budgetMs, findings })
  turn.isDue(turn.state.ladder!.untilMs)
}

function isReleasable(turn: Turn, finding: Finding, gentleness: ReleaseHandle['gentleness']): boolean {
  const member = findMember(turn.state.tree, finding.process)
  return (
    finding.holdsProcess && finding.release?.gentleness === gentleness && member !== null && member.endedAtMs === null
  )
}

/** Since `sinceMs` nothing holds it as far as is known: wait, while it works up to the longer bound. */
function awaitExit(turn: Turn, sinceMs: number): void {
  const quietAtMs = Math.max(sinceMs, turn.state.progressAtMs) + LIMITS.releaseWaitMs
  const isOver = turn.isDue(sinceMs + LIMITS.releaseWaitMaxMs) || turn.isDue(quietAtMs)
  if (isOver) nextRung(turn, turn.state.ladder!.rung)
}
