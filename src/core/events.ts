import type { FinishClaim } from './finish/claim.js'
import type { SignalName } from './outcome.js'
import type { Finding } from './suspects/finding.js'
import type { ProcessDetail, ProcessKey, TreeSample } from './tree/sample.js'

/** All that can happen to a run, in the past tense. Every event carries its time: ms since the run began. */
export type Event =
  | CommandStarted
  | SpawnFailed
  | OutputArrived
  | OutputClosed
  | CommandExited
  | FinishClaimed
  | FinishWithdrawn
  | HookReported
  | TestActivitySeen
  | WatchModeSeen
  | TreeSampled
  | Diagnosed
  | Released
  | SignalsSent
  | UserSignalled
  | UserDecided
  | PhaseReported
  | WarningRaised
  | LimitHit
  | TimeReached

interface At {
  readonly atMs: number
}

export interface CommandStarted extends At {
  readonly type: 'commandStarted'
  readonly pid: number
}

export interface SpawnFailed extends At {
  readonly type: 'spawnFailed'
  readonly reason: 'notFound' | 'notExecutable' | 'internal'
  readonly message: string
}

export interface OutputArrived extends At {
  readonly type: 'outputArrived'
  readonly byteCount: number
  /** Only a status area drawn again with nothing new in it: no sign of work. */
  readonly isRepaint?: boolean
}

/** Every stream of the command has reached its end: nobody holds the run's output any more. */
export interface OutputClosed extends At {
  readonly type: 'outputClosed'
}

/** Exactly one of `code` and `signal` is set, or neither when it could not be told. */
export interface CommandExited extends At {
  readonly type: 'commandExited'
  readonly code: number | null
  readonly signal: SignalName | string | null
}

/** The runner's own output says that all tests are over (or says it more precisely than before). */
export interface FinishClaimed extends At {
  readonly type: 'finishClaimed'
  readonly claim: FinishClaim
}

/** Later output takes the claim back. */
export interface FinishWithdrawn extends At {
  readonly type: 'finishWithdrawn'
  readonly reason: string
}

/** A probe inside a runner (or one of its workers) says that tests have started there (`claim` null) or are over. */
export interface HookReported extends At {
  readonly type: 'hookReported'
  readonly pid: number
  readonly runner: string
  /** A helper process of another runner: its end is not the end of the run. */
  readonly worker: boolean
  readonly claim: FinishClaim | null
  /** Pids of its parent, the parent's parent and so on; empty where they could not be read. */
  readonly ancestors: readonly number[]
}

/** `teardownHook`: a hook that runs after tests (afterAll, after) has begun. `idle`: whatever it was has ended. */
export type TestDoing = 'test' | 'hook' | 'teardownHook' | 'file' | 'idle'

export interface TestActivitySeen extends At {
  readonly type: 'testActivitySeen'
  readonly what: string
  /** What a probe in a process says it is at now; null when it was read from the output. */
  readonly probe: { readonly pid: number; readonly doing: TestDoing } | null
}

export interface WatchModeSeen extends At {
  readonly type: 'watchModeSeen'
  readonly runner: string
}

export interface TreeSampled extends At {
  readonly type: 'treeSampled'
  readonly sample: TreeSample
  /** Every process of the machine was looked at by every mark. */
  readonly thorough: boolean
}

/** The answer to a `diagnose` action; it always comes, at the latest when the budget is used up. */
export interface Diagnosed extends At {
  readonly type: 'diagnosed'
  readonly askId: number
  readonly findings: readonly Finding[]
  readonly details: readonly ProcessDetail[]
  /** The longest time after which every holder will have ended by itself; null: at least one will not, or unknown. */
  readonly willEndInMs: number | null
}

/** The answer to a `release` action; it always comes. `released` are finding ids that were really let go. */
export interface Released extends At {
  readonly type: 'released'
  readonly askId: number
  readonly released: readonly string[]
}

/** What a `signal` action did: `sent` passed the identity check; the others had gone. */
export interface SignalsSent extends At {
  readonly type: 'signalsSent'
  readonly signal: SignalName
  readonly sent: readonly ProcessKey[]
  readonly refused: readonly ProcessKey[]
  /** As in the action. */
  readonly by?: 'user'
}

/** The user (or CI) sent overstay a signal, or pressed its key. */
export interface UserSignalled extends At {
  readonly type: 'userSignalled'
  readonly signal: SignalName
  /** The kernel has already given it to the command (same foreground group): do not forward. */
  readonly delivered: boolean
}

/** What the person chose when asked, or at any time in the TUI. */
export interface UserDecided extends At {
  readonly type: 'userDecided'
  readonly decision: UserDecision
}

export type UserDecision =
  | { readonly type: 'end' }
  | { readonly type: 'wait' }
  | { readonly type: 'leave' }
  | { readonly type: 'diagnose' }
  | { readonly type: 'release'; readonly findingIds: readonly string[] }
  | { readonly type: 'signal'; readonly signal: SignalName; readonly targets: readonly ProcessKey[] }

/** A probe says how far a process has come with its exit (Python: joining threads, atexit, finalization …). */
export interface PhaseReported extends At {
  readonly type: 'phaseReported'
  readonly pid: number
  readonly phase: string
}

export interface WarningRaised extends At {
  readonly type: 'warningRaised'
  readonly code: string
  readonly message: string
}

export interface LimitHit extends At {
  readonly type: 'limitHit'
  readonly limit: string
}

/** The wake-up the state asked for (`wakeAtMs`). */
export interface TimeReached extends At {
  readonly type: 'timeReached'
}
