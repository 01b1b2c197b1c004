import type { Finding } from '../core/suspects/finding.js'
import type { ProcessDetail, ProcessSample } from '../core/tree/sample.js'
import type { Spawned } from '../protocol/messages.js'

/** A change to the command's environment. Variables are only ever extended: `extend` joins with the value that is there. */
export interface EnvironmentChange {
  readonly set?: Readonly<Record<string, string>>
}

export interface InjectContext {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly runDir: string
  readonly runId: string
  readonly profile: boolean
  /** A second look: let probes record what led to what, however slow that makes the command. */
  readonly deep?: boolean
  /** The command that will be started, for settings that would get in its way (a debugger it asks for). */
  readonly command?: readonly string[]
}

/** One process an adapter is asked about, with what the OS already said. */
export interface AskTarget {
  readonly process: ProcessSample
  readonly detail: ProcessDetail | null
}

export interface AskContext {
  readonly runDir: string
  readonly cwd: string
  /** ms; the signal is aborted when it is used up: answer what you have by then. */
  readonly budgetMs: number
  readonly signal: AbortSignal
  /** Spawns the probes logged, oldest first. */
  readonly spawns: readonly Spawned[]
  /** Is it allowed to start something in the process (inspector by SIGUSR1, a signal)? False: files and /proc only. */
  readonly mayTouch: boolean
  /**
   * Told right before a process is made to write this very line (without its end) to its stderr because of us. Whoever
   * passes output on may drop it once, within a second or so: it is none of the command's own bytes.
   */
  readonly expectNoise?: (line: string) => void
}

export interface RuntimeAnswer {
  readonly findings: readonly Finding[]
  /** See core/events Diagnosed.willEndInMs, for this process alone. */
  readonly willEndInMs: number | null
  /** Did the runtime itself answer (true), or is this only inference from outside? */
  readonly answered: boolean
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

/**
 * One runtime overstay can talk to. Adapters never throw: what fails becomes a warning in the answer. Everything they
 * start in or beside a process is taken back before the promise settles.
 */
export interface RuntimeAdapter {
  readonly name: string
  /** Cheap, synchronous, from the table alone (executable name, arguments). */
  recognises(process: ProcessSample): boolean
  /** Variables to add before the command starts; null when nothing is to be injected. Never breaks a run. */
  inject?(context: InjectContext): Promise<EnvironmentChange | null> | EnvironmentChange | null
  ask(target: AskTarget, context: AskContext): Promise<RuntimeAnswer>
  /** Let go of findings this adapter made, most certain first. Returns the ids really released. */
  release?(target: AskTarget, findings: readonly Finding[], context: AskContext): Promise<readonly string[]>
}
