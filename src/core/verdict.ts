import type { EndedBy, Outcome, Verdict } from './outcome.js'
import type { ResultPolicy } from './policy.js'
import { signalNumber } from './signals.js'
import type { HangKind } from './state.js'

/** What is known when a run is over: independent facts, from which the outcome follows here and nowhere else. */
export interface RunFacts {
  readonly failure: 'notFound' | 'notExecutable' | 'internal' | null
  /** What was declared first; a later declaration does not replace it. */
  readonly hang: HangKind | null
  /** Verdict of the tests as believed at the end. */
  readonly verdict: Verdict
  readonly finished: boolean
  /** How the command ended; both null where it could not be told or it was left alive. */
  readonly commandCode: number | null
  readonly commandSignal: string | null
  /** A signal of ours reached the command before it ended, so its exit is not its own word. */
  readonly commandForced: boolean
  /** A release let it exit. */
  readonly commandReleased: boolean
  /** Descendants or held pipes had to be ended (or were left) after the command's own exit. */
  readonly leaked: boolean
  /** The signal by which the user (or CI) ended the run, null when nobody did. */
  readonly userSignal: string | null
  /** The person chose to end it when asked. */
  readonly userDecided: boolean
  /** From finish to the end of the tree took longer than the teardown timeout. */
  readonly isSlow: boolean
  readonly hangResult: ResultPolicy
  readonly leakResult: ResultPolicy
}

export interface RunVerdict {
  readonly outcome: Outcome
  readonly exitCode: number
  readonly endedBy: EndedBy
}

export const EXIT = {
  overstayed: 121,
  leaked: 122,
  badIteration: 123,
  timedOut: 124,
  usage: 125,
  notExecutable: 126,
  notFound: 127,
} as const

/** The exit-code table. Two rules stand above it: a failing test never becomes 0, and diagnosis is not an input. */
export function decideVerdict(facts: RunFacts): RunVerdict {
  if (facts.failure !== null)
    return { outcome: 'failed-to-start', exitCode: failureCode(facts.failure), endedBy: 'self' }
  const endedBy = decideEndedBy(facts)
  switch (facts.hang) {
    case 'overstayed':
      return { outcome: 'overstayed', exitCode: overstayedCode(facts), endedBy }
    case 'stalled':
    case 'deadline':
      return { outcome: facts.hang, exitCode: EXIT.timedOut, endedBy }
    default:
  }
  if (facts.hang === 'interrupted' || facts.userSignal !== null) {
    return { outcome: 'interrupted', exitCode: 128 + signalNumber(facts.userSignal ?? 'SIGINT'), endedBy: 'user' }
  }
  if (facts.leaked || facts.hang === 'leaked') return { outcome: 'leaked', exitCode: leakedCode(facts), endedBy }
  return { outcome: facts.isSlow ? 'slow-exit' : 'clean', exitCode: ownCode(facts), endedBy }
}

function failureCode(failure: NonNullable<RunFacts['failure']>): number {
  if (failure === 'notFound') return EXIT.notFound
  return failure === 'notExecutable' ? EXIT.notExecutable : EXIT.usage
}

function decideEndedBy(facts: RunFacts): EndedBy {
  if (facts.userSignal !== null || facts.userDecided) return 'user'
  if (facts.commandForced) return 'overstay'
  return facts.commandReleased ? 'release' : 'self'
}

/**
 * The command's own exit status as a shell would give it. An exit that could not be told is 1 (an unknown is never a
 * success), or 125 where it cannot have been the command's doing at all.
 */
function ownCode(facts: RunFacts): number {
  if (facts.commandSignal !== null) return 128 + signalNumber(facts.commandSignal)
  return facts.commandCode ?? 1
}

/** The code the command chose itself: not known when a signal of ours ended it. */
function voluntaryCode(facts: RunFacts): number | null {
  if (facts.commandForced) return null
  return facts.commandSignal === null ? facts.commandCode : null
}

function overstayedCode(facts: RunFacts): number {
  const own = voluntaryCode(facts)
  if (own !== null && own !== 0) return own
  if (facts.verdict === 'failed') return 1
  // `none` and `unknown` are not a pass: only tests that are known to have passed can be waved through.
  if (facts.hangResult !== 'fail' && facts.verdict === 'passed') return 0
  return EXIT.overstayed
}

function leakedCode(facts: RunFacts): number {
  const own = ownCode(facts)
  return own === 0 && facts.leakResult === 'fail' ? EXIT.leaked : own
}
