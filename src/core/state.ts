import type { TestDoing } from './events.js'
import type { FinishClaim } from './finish/claim.js'
import type { HookWitness } from './finish/hooks.js'
import type { LadderState } from './ladder/ladder-state.js'
import type { EndedBy, Outcome, SignalName } from './outcome.js'
import type { Policy } from './policy.js'
import { type Curves, NO_CURVES } from './report/curves.js'
import type { LadderStep, ReportWarning } from './report/model.js'
import type { Finding } from './suspects/finding.js'
import type { ProcessDetail } from './tree/sample.js'
import { EMPTY_TREE, type TreeState } from './tree/tree-state.js'

/**
 * Where a run stands.
 *
 * starting → running ⇄ teardown → (asking | waiting | ending) → lingering → ended; `lingering` is entered whenever the
 * command has exited, `ending` whenever something is ended by force.
 */
export type Phase = 'starting' | 'running' | 'teardown' | 'asking' | 'waiting' | 'ending' | 'lingering' | 'ended'

/** What was declared wrong with the run, the first time something was. */
export type HangKind = 'overstayed' | 'leaked' | 'stalled' | 'deadline' | 'interrupted'

export interface State {
  readonly policy: Policy
  readonly phase: Phase
  /** Time of the newest event, ms. */
  readonly nowMs: number
  readonly command: CommandFacts
  readonly output: OutputFacts
  readonly finish: FinishFacts
  readonly tree: TreeState
  /** Last sign of work: output, CPU, a child that came or went. */
  readonly progressAtMs: number
  /** Last output or test activity: CPU alone may be a loop that gets nowhere. */
  readonly newsAtMs: number
  readonly diagnosis: DiagnosisState
  readonly sampling: SamplingFacts
  readonly curves: Curves
  readonly ladder: LadderState | null
  /** What the ladder (or the person) did, in order, for the report. */
  readonly steps: readonly LadderStep[]
  readonly hang: { readonly kind: HangKind; readonly atMs: number } | null
  readonly user: UserFacts
  readonly watchMode: string | null
  readonly noticed: boolean
  /** The last-moment diagnosis before the deadline's verdict has been asked for. */
  readonly deadlineAskedAtMs: number | null
  readonly warnings: readonly ReportWarning[]
  readonly limitsHit: readonly string[]
  readonly conclusion: Conclusion | null
}

export interface CommandFacts {
  readonly pid: number | null
  readonly startedAtMs: number | null
  readonly failure: { readonly reason: 'notFound' | 'notExecutable' | 'internal'; readonly message: string } | null
  readonly exit: { readonly atMs: number; readonly code: number | null; readonly signal: string | null } | null
  /** Signals of the ladder that reached the command itself: from then on its exit is no longer its own. */
  readonly forcedBy: SignalName | null
}

export interface SamplingFacts {
  readonly intervalMs: number | null
  /** When the newest sample was taken, and the newest thorough one. */
  readonly atMs: number | null
  readonly thoroughAtMs: number | null
  readonly thoroughAskedAtMs: number | null
}

export interface OutputFacts {
  readonly byteCount: number
  readonly lastAtMs: number | null
  readonly closedAtMs: number | null
}

/** Two witnesses, kept apart: hooks outrank the text (see finish/hooks.ts). */
export interface FinishFacts {
  readonly fromOutput: FinishClaim | null
  readonly hooks: readonly HookWitness[]
  /** What is believed now, null while tests are not known to be over. */
  readonly believed: FinishClaim | null
  /** When the newest believed claim came, null while none is believed. */
  readonly atMs: number | null
  /** What each process with a probe was last heard to be doing. */
  readonly doing: readonly { readonly pid: number; readonly doing: TestDoing; readonly atMs: number }[]
}

export type DiagnosisPurpose = 'interrupt' | 'overstay' | 'leak' | 'stall' | 'deadline' | 'notice' | 'user'

export interface DiagnosisState {
  readonly lastAskId: number
  readonly pending: { readonly askId: number; readonly purpose: DiagnosisPurpose; readonly untilMs: number } | null
  /** What the newest answer was asked for; cleared once a phase has acted on it. */
  readonly answered: DiagnosisPurpose | null
  readonly findings: readonly Finding[]
  readonly details: readonly ProcessDetail[]
  /** Everything that holds will have ended by itself at this time, ms; null: no such promise. */
  readonly willEndAtMs: number | null
  readonly answeredAtMs: number | null
  /** Findings whose release let the process exit. */
  readonly proved: readonly string[]
}

export interface UserFacts {
  /** The first signal that asks the run to end. */
  readonly endSignal: { readonly signal: SignalName; readonly atMs: number } | null
  readonly endSignalCount: number
  /** Kept back from the command while it is asked what holds it: once it is told to end, nobody can say. */
  readonly heldSignal: SignalName | null
  /** The person chose `end` or `leave` when asked. */
  readonly decided: 'end' | 'leave' | null
  /** A release the person asked for is under way. */
  readonly releasing: { readonly askId: number; readonly askedAtMs: number } | null
  /** Findings let go because the person asked; they stay among the findings when the processes are asked again. */
  readonly released: readonly string[]
  /** A signal the person chose has reached the command: its exit is the person's doing. */
  readonly signalledCommand: boolean
  /** When the processes are to be asked again, after something was let go or signalled, ms. */
  readonly lookAgainAtMs: number | null
}

export interface Conclusion {
  readonly atMs: number
  readonly outcome: Outcome
  readonly exitCode: number
  readonly endedBy: EndedBy
}

export function initialState(policy: Policy): State {
  return {
    policy,
    phase: 'starting',
    nowMs: 0,
    command: { pid: null, startedAtMs: null, failure: null, exit: null, forcedBy: null },
    output: { byteCount: 0, lastAtMs: null, closedAtMs: null },
    finish: { fromOutput: null, hooks: [], believed: null, atMs: null, doing: [] },
    tree: EMPTY_TREE,
    progressAtMs: 0,
    newsAtMs: 0,
    diagnosis: {
      lastAskId: 0,
      pending: null,
      answered: null,
      findings: [],
      details: [],
      willEndAtMs: null,
      answeredAtMs: null,
      proved: [],
    },
    sampling: { intervalMs: null, atMs: null, thoroughAtMs: null, thoroughAskedAtMs: null },
    curves: NO_CURVES,
    ladder: null,
    steps: [],
    hang: null,
    user: {
      endSignal: null,
      endSignalCount: 0,
      heldSignal: null,
      decided: null,
      releasing: null,
      released: [],
      signalledCommand: false,
      lookAgainAtMs: null,
    },
    watchMode: null,
    noticed: false,
    deadlineAskedAtMs: null,
    warnings: [],
    limitsHit: [],
    conclusion: null,
  }
}
