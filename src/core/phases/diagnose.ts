import { LIMITS } from '../limits.js'
import type { DiagnosisPurpose } from '../state.js'
import { toKey } from '../tree/member.js'
import type { Turn } from '../turn.js'

/** Ask every runtime of the living tree what holds it. One question at a time: the newest purpose wins. */
export function askDiagnosis(turn: Turn, purpose: DiagnosisPurpose, budgetMs: number = LIMITS.diagnosisBudgetMs): void {
  const { diagnosis, tree } = turn.state
  const askId = diagnosis.lastAskId + 1
  turn.update({
    diagnosis: {
      ...diagnosis,
      lastAskId: askId,
      pending: { askId, purpose, untilMs: turn.nowMs + budgetMs + Math.min(budgetMs, LIMITS.answerGraceMs) },
      answered: null,
    },
  })
  turn.ask({ type: 'diagnose', askId, budgetMs, targets: [...tree.living.values()].map(toKey) })
}

/**
 * The purpose of an answer nobody has acted on yet, null when there is none; taking it marks it as acted on. An answer
 * that does not come within its budget counts as an empty one: a dead probe must not hold the run.
 */
export function takeAnswer(turn: Turn, wanted?: DiagnosisPurpose): DiagnosisPurpose | null {
  const { diagnosis } = turn.state
  const { pending } = diagnosis
  if (pending !== null && turn.isDue(pending.untilMs)) {
    turn.update({
      diagnosis: {
        ...diagnosis,
        pending: null,
        answered: pending.purpose,
        answeredAtMs: turn.nowMs,
        willEndAtMs: null,
      },
      warnings: [
        ...turn.state.warnings,
        { code: 'diagnosis-late', message: 'the diagnosis gave no answer within its time budget' },
      ],
    })
  }
  const answered = turn.state.diagnosis.answered
  if (answered === null || (wanted !== undefined && answered !== wanted)) return null
  turn.update({ diagnosis: { ...turn.state.diagnosis, answered: null } })
  return answered
}

export function isAsking(turn: Turn, purpose: DiagnosisPurpose): boolean {
  return turn.state.diagnosis.pending?.purpose === purpose
}
