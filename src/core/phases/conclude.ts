import type { State } from '../state.js'
import { stragglers } from '../tree/stragglers.js'
import type { Turn } from '../turn.js'
import { decideVerdict, type RunFacts } from '../verdict.js'

/** The run is over: say so, once. */
export function conclude(turn: Turn): void {
  if (turn.state.conclusion !== null) return
  turn.update({ diagnosis: { ...turn.state.diagnosis, proved: provedFindings(turn.state) } })
  const verdict = decideVerdict(gatherFacts(turn.state))
  turn.update({ conclusion: { atMs: turn.nowMs, ...verdict } })
  turn.ask({ type: 'closeOutput' })
  turn.ask({ type: 'conclude', ...verdict })
}

/** The independent facts the verdict is made of. What the diagnosis found is not among them. */
export function gatherFacts(state: State): RunFacts {
  const { command, finish, hang, policy, user } = state
  return {
    failure: command.failure?.reason ?? null,
    hang: standingHang(state),
    verdict: finish.believed?.verdict ?? 'unknown',
    finished: finish.believed !== null,
    commandCode: command.exit?.code ?? null,
    commandSignal: command.exit?.signal ?? null,
    commandForced: command.forcedBy !== null,
    commandReleased: releasedFindings(state).length > 0 && command.exit !== null,
    leaked:
      hang?.kind === 'leaked' || (hang?.kind === 'overstayed' && wasLeftToItself(state) && state.steps.length > 0),
    userSignal: isEndedByUser(state) ? (user.endSignal?.signal ?? null) : chosenSignal(state),
    userDecided: user.decided === 'end' || user.signalledCommand,
    isSlow: isSlow(state),
    hangResult: policy.hangResult,
    leakResult: policy.leakResult,
  }
}

/** An overstay that ended by itself after all (it was waited for) is only a slow exit, as the table has it. */
function standingHang(state: State): RunFacts['hang'] {
  if (state.hang === null) return null
  return state.hang.kind === 'overstayed' && wasLeftToItself(state) ? null : state.hang.kind
}

/** The command ended before anything was done to the run, and nobody asked for it to be ended. */
function wasLeftToItself(state: State): boolean {
  const { exit } = state.command
  if (exit === null || state.user.decided !== null) return false
  return state.steps.every((step) => step.atMs > exit.atMs)
}

/**
 * Did the user's signal end the run? Not when the command went on after it and passed: it may have asked for Ctrl-C
 * itself, and a run that completed is not an interrupted one.
 */
function isEndedByUser(state: State): boolean {
  const { endSignal } = state.user
  if (endSignal === null) return false
  const { exit } = state.command
  if (state.hang?.kind === 'interrupted' || exit === null) return true
  if (exit.atMs < endSignal.atMs) return false
  const passedLater = state.finish.atMs !== null && state.finish.atMs > endSignal.atMs
  return !(passedLater && exit.code === 0 && state.finish.believed?.verdict === 'passed')
}

/** The signal a person chose for the command before anything was wrong with the run. */
function chosenSignal({ hang, user, command }: State): string | null {
  return hang === null && user.signalledCommand ? command.forcedBy : null
}

function isSlow(state: State): boolean {
  const { finish, command, policy } = state
  if (finish.atMs === null || command.exit === null) return false
  return state.nowMs - finish.atMs > policy.teardownTimeoutMs
}

/** What was let go just before the command went by itself, untouched by any signal, is proved to have held it. */
function provedFindings(state: State): readonly string[] {
  const { command } = state
  if (command.exit === null || command.forcedBy !== null) return []
  const signalled = state.steps.some((step) => step.step === 'signal' && step.atMs <= (command.exit?.atMs ?? 0))
  return signalled ? [] : releasedFindings(state)
}

/** What was let go, by the ladder or because the person chose it. */
function releasedFindings(state: State): readonly string[] {
  return [...state.user.released, ...(state.ladder?.released ?? [])]
}

/** Pids alive at the end although they should not be: for the report. */
export function survivingPids(state: State): readonly number[] {
  const named = state.ladder?.survivors.map((key) => key.pid) ?? []
  const left =
    state.command.exit === null ? [...state.tree.living.values()] : stragglers(state.tree, state.policy.allow)
  return [...new Set([...named, ...left.map((member) => member.pid)])]
}
