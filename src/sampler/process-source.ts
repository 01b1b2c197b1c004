import type { ProcessDetail, ProcessKey, TreeSample } from '../core/tree/sample.js'

/** Marks by which members of the run are found; see core/tree/sample MembershipMark. */
export interface RunIdentity {
  /** The command (pipes) or the keeper (pty). */
  readonly rootPid: number
  /** The keeper is ours and never shown. Null with pipes. */
  readonly keeperPid: number | null
  /** Value of OVERSTAY_RUN_ID; never empty. */
  readonly runId: string
  /** RLIMIT_LOCKS cookie, decimal; null where it could not be set. */
  readonly limitCookie: string | null
  /** Names of the run's own output objects as `/proc/PID/fd` shows them (`pipe:[1]`, `/dev/pts/3`). */
  readonly outputIds: readonly string[]
  /** Pids of overstay's own helpers, never members. */
  readonly ownPids: readonly number[]
}

/**
 * Reads the process table for one run. Synchronous on Linux in practice, but always a promise so that the portable
 * source fits. Never throws for a process that vanished; a broken source rejects once and is then replaced.
 */
export interface ProcessSource {
  /** `none`: the process table cannot be read here; only the command itself is known. */
  readonly name: 'linux' | 'portable' | 'none'
  /**
   * Start following a run. Processes that exist now and bear no mark of the run are strangers.
   * @throws when `runId` is empty: every process would bear the mark.
   */
  begin(identity: RunIdentity, nowMs: () => number): void
  /** Light tick: members known plus newcomers. */
  sample(): Promise<TreeSample>
  /** Thorough: every process is looked at by every mark. Used before and after the ladder. */
  sampleThoroughly(): Promise<TreeSample>
  /** What the OS knows of these processes; vanished ones are left out. */
  detail(targets: readonly ProcessKey[]): Promise<readonly ProcessDetail[]>
  /** Is this exact process alive (not a zombie)? Checked before every signal. */
  isAlive(key: ProcessKey): boolean
  close(): void
}
