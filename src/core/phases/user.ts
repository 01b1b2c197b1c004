import type { UserDecided, UserSignalled } from '../events.js'
import { startLadder } from '../ladder/ladder.js'
import { LIMITS } from '../limits.js'
import type { Turn } from '../turn.js'
import { askDiagnosis, isAsking, takeAnswer } from './diagnose.js'
import { declareHang, isEndDemanded, leave } from './hang.js'
import { setPhase } from './move.js'

/**
 * A signal to overstay does what it would do without overstay: the command gets it. The second one that asks for the
 * end ends the tree, a third one kills it.
 */
export function reactToSignal(turn: Turn, event: UserSignalled): void {
  const isAlive = turn.state.command.exit === null
  const isEnd = turn.state.user.endSignal !== null && isEndSignal(event)
  if (isEnd && turn.state.user.endSignalCount >= 3) return startLadder(turn, 'kill')
  if (isEnd && (isEndDemanded(turn.state) || !isAlive)) return endNow(turn)
  if (isEnd && !event.delivered && isAlive && seemsToHang(turn)) {
    turn.update({ user: { ...turn.state.user, heldSignal: event.signal } })
    askDiagnosis(turn, 'interrupt', LIMITS.interruptDiagnosisMs)
  } else if (!event.delivered && isAlive) turn.ask({ type: 'forwardSignal', signal: event.signal })
  if (!isEnd) return
  turn.ask({ type: 'writeInterimReport' })
  if (event.signal === 'SIGINT') turn.ask({ type: 'announce', announcement: 'interruptForwarded' })
}

/**
 * CI has lost its patience with a silent run: this is the last moment to find out why. The signal waits for the answer,
 * a second at most.
 */
function seemsToHang(turn: Turn): boolean {
  const { state } = turn
  return state.hang === null && state.nowMs - state.newsAtMs >= LIMITS.interruptSilenceMs
}

/** The answer is there, or has taken too long: now the command gets its signal, and the report what was found. */
export function passHeldSignal(turn: Turn): void {
  const { heldSignal } = turn.state.user
  if (heldSignal === null) return
  if (takeAnswer(turn, 'interrupt') === null && isAsking(turn, 'interrupt')) return
  turn.update({ user: { ...turn.state.user, heldSignal: null } })
  turn.ask({ type: 'writeInterimReport' })
  if (turn.state.command.exit === null) turn.ask({ type: 'forwardSignal', signal: heldSignal })
}

function isEndSignal(event: UserSignalled): boolean {
  return (
    event.signal === 'SIGINT' || event.signal === 'SIGTERM' || event.signal === 'SIGHUP' || event.signal === 'SIGQUIT'
  )
}

function endNow(turn: Turn): void {
  if (turn.state.phase === 'ending' && turn.state.hang !== null) return startLadder(turn, 'terminate')
  declareHang(turn, 'interrupted')
}

/** SIGTERM and SIGHUP are an order, not a question: a command that does not follow in time is ended with its tree. */
export function checkOrderedEnd(turn: Turn): boolean {
  const { user, hang, phase } = turn.state
  const { endSignal } = user
  if (endSignal === null || hang?.kind === 'interrupted' || phase === 'ending') return false
  if (endSignal.signal !== 'SIGTERM' && endSignal.signal !== 'SIGHUP') return false
  if (!turn.isDue(endSignal.atMs + LIMITS.interruptGraceMs)) return false
  declareHang(turn, 'interrupted')
  return true
}

/** What the person chose, at the prompt or in the TUI. */
export function reactToDecision(turn: Turn, event: UserDecided): void {
  const { decision } = event
  switch (decision.type) {
    case 'end':
      interruptUndeclared(turn)
      turn.update({ user: { ...turn.state.user, decided: 'end' } })
      return startLadder(turn, turn.state.command.exit === null ? 'release' : 'terminate')
    case 'leave':
      interruptUndeclared(turn)
      turn.update({ user: { ...turn.state.user, decided: 'leave' } })
      return leave(turn)
    case 'wait':
      if (turn.state.phase === 'asking') setPhase(turn, 'waiting')
      return
    case 'diagnose':
      turn.update({ user: { ...turn.state.user, lookAgainAtMs: turn.nowMs } })
      if (turn.state.tree.living.size === 0) turn.ask({ type: 'takeSample' })
      return
    case 'signal':
      return turn.ask({ type: 'sendSignal', signal: decision.signal, targets: decision.targets, by: 'user' })
    case 'release':
      return releaseChosen(turn, decision.findingIds)
  }
}

/** Nothing was wrong with the run yet: that it does not come to its end is the person's doing. */
function interruptUndeclared(turn: Turn): void {
  if (turn.state.hang === null) turn.update({ hang: { kind: 'interrupted', atMs: turn.nowMs } })
}

/** Let go of what the person chose; one release at a time, so that what follows can be told apart. */
function releaseChosen(turn: Turn, findingIds: readonly string[]): void {
  const { diagnosis, user } = turn.state
  const findings = diagnosis.findings.filter((finding) => findingIds.includes(finding.id) && finding.release !== null)
  if (findings.length === 0 || user.releasing !== null) return
  const askId = diagnosis.lastAskId + 1
  turn.update({
    diagnosis: { ...diagnosis, lastAskId: askId },
    user: { ...user, releasing: { askId, askedAtMs: turn.nowMs }, lookAgainAtMs: null },
  })
  turn.ask({ type: 'release', askId, budgetMs: LIMITS.releaseBudgetMs, findings })
}

/**
 * The person wants to know who holds the run: now, or once what they did has had its time, so that the suspects are true
 * again. Nobody can be asked before the first sample has told who is there.
 */
export function lookAgain(turn: Turn): void {
  const { user, command, diagnosis, phase, tree } = turn.state
  if (user.lookAgainAtMs === null || !turn.isDue(user.lookAgainAtMs)) return
  if (command.exit === null && phase !== 'ending' && (tree.living.size === 0 || diagnosis.pending !== null)) return
  turn.update({ user: { ...user, lookAgainAtMs: null } })
  if (command.exit === null && phase !== 'ending') askDiagnosis(turn, 'user')
}
