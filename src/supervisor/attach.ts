import { randomUUID } from 'node:crypto'
import type { FinishRecogniser } from '../core/finish/claim.js'
import { LIMITS } from '../core/limits.js'
import type { EndedBy } from '../core/outcome.js'
import { DEFAULT_POLICY } from '../core/policy.js'
import { buildReport } from '../core/report/build.js'
import type { Report } from '../core/report/model.js'
import type { State } from '../core/state.js'
import { findMember } from '../core/tree/tree-state.js'
import type { RuntimeAdapter } from '../runtimes/runtime.js'
import type { ProcessSource } from '../sampler/process-source.js'
import { AttachedChild } from './child/attached-child.js'
import { describeHost } from './host.js'
import { ProbeTail } from './probe-tail.js'
import { makeRunDirectory, removeRunDirectory } from './run-directory.js'
import { Session } from './session.js'

/** ms between two looks at how far things have come. */
const ATTACH_LOOK_MS = 20

export interface AttachOptions {
  readonly pid: number
  /** Where the process works: what is said of its files is relative to that. */
  readonly cwd: string
  /** ms the tree is watched before it is asked: what is busy shows only over time. */
  readonly watchMs: number
  /** Let go of what holds it. */
  readonly release: boolean
  /** End what is left: TERM, then KILL. */
  readonly kill: boolean
  /** False: nothing is started inside a process (no signal, no inspector); the OS alone is asked. */
  readonly mayTouch: boolean
  readonly killAfterMs: number
  readonly adapters: readonly RuntimeAdapter[]
  readonly source: ProcessSource
  readonly toolVersion: string
  /** The diagnosis is there; what was asked for besides comes after it. */
  readonly onDiagnosed: (report: Report) => void
}

export interface AttachResult {
  readonly report: Report
  /** Is nothing of the tree left? */
  readonly isGone: boolean
}

/** No runner's output is seen here: nothing is ever recognised. */
const DEAF: FinishRecogniser = { feed: () => [], end: () => [], resize: () => {} }

/**
 * Look at a process tree that somebody else has started: the same sampler, adapters, ranking and ladder as for a run,
 * around a command that is already there. Without `release` and `kill` nothing is ended or changed.
 */
export async function attachTo(options: AttachOptions): Promise<AttachResult> {
  const attached = new Attached(options)
  try {
    return await attached.complete()
  } finally {
    attached.dispose()
  }
}

class Attached {
  private readonly runId = randomUUID()
  private readonly runDir = makeRunDirectory()
  private readonly startedAt = new Date()
  private readonly originMs = performance.now()
  private readonly tail = new ProbeTail(this.runDir)
  private readonly session: Session
  private newestRelease: readonly string[] | null = null

  constructor(private readonly options: AttachOptions) {
    this.session = new Session({
      // No bound of its own: what happens is what was asked for, in complete().
      policy: {
        ...DEFAULT_POLICY,
        noticeMs: null,
        onHang: 'wait',
        release: options.release,
        killAfterMs: options.killAfterMs,
      },
      nowMs: () => performance.now() - this.originMs,
      runDir: this.runDir,
      cwd: options.cwd,
      adapters: options.adapters,
      source: options.source,
      recogniser: DEAF,
      tail: this.tail,
      mayTouch: options.mayTouch,
      announce: () => {},
      writeInterimReport: () => {},
      askUser: () => {},
      observe: (event) => {
        if (event.type === 'released') this.newestRelease = event.released
      },
      onConcluded: () => {},
    })
  }

  async complete(): Promise<AttachResult> {
    const { options, session } = this
    options.source.begin(
      { rootPid: options.pid, keeperPid: null, runId: this.runId, limitCookie: null, outputIds: [], ownPids: [] },
      () => performance.now() - this.originMs,
    )
    session.attachChild(new AttachedChild(options.pid))
    await this.look()
    await this.until(() => this.nowMs() >= options.watchMs)
    await this.look()
    session.post({ type: 'userDecided', decision: { type: 'diagnose' } })
    await this.until((state) => state.diagnosis.pending === null)
    const report = this.report('self', [])
    options.onDiagnosed(report)
    if (options.kill) return this.end()
    if (options.release) return this.release()
    return { report, isGone: await this.isGone() }
  }

  dispose(): void {
    this.session.stop()
    this.tail.close()
    this.options.source.close()
    removeRunDirectory(this.runDir)
  }

  /** The ladder of a run, from its release rung (where that is wanted) to KILL. */
  private async end(): Promise<AttachResult> {
    this.session.post({ type: 'userDecided', decision: { type: 'end' } })
    await this.until((state) => {
      if (state.command.exit === null && !this.isRootAlive()) this.session.takeExit(null, null)
      return state.conclusion !== null
    })
    return { report: this.report('user', this.session.state.diagnosis.proved), isGone: await this.isGone() }
  }

  /** Let go, and see whether it ends by itself; it is not ended. */
  private async release(): Promise<AttachResult> {
    const { findings } = this.session.state.diagnosis
    const findingIds = findings.filter((one) => one.holdsProcess && one.release !== null).map(({ id }) => id)
    if (findingIds.length > 0) {
      this.session.post({ type: 'userDecided', decision: { type: 'release', findingIds } })
      await this.until(() => this.newestRelease !== null)
      const untilMs = this.nowMs() + LIMITS.releaseWaitMs
      await this.until(() => !this.isRootAlive() || this.nowMs() >= untilMs)
    }
    const isGone = await this.isGone()
    return { report: this.report(isGone ? 'release' : 'self', isGone ? this.session.state.user.released : []), isGone }
  }

  private isRootAlive(): boolean {
    const { command } = this.session.state.tree
    return command !== null && this.options.source.isAlive(command)
  }

  private async isGone(): Promise<boolean> {
    await this.look()
    return [...this.session.state.tree.living.values()].every((member) => !this.options.source.isAlive(member))
  }

  /** One look at the tree, taken now; a table that cannot be read is given up after its bound. */
  private async look(): Promise<void> {
    const sinceMs = this.nowMs()
    this.session.lookNow()
    await this.until(
      (state) => (state.tree.sampledAtMs ?? -1) >= sinceMs || this.nowMs() >= sinceMs + LIMITS.sampleAnswerMs,
    )
  }

  private nowMs(): number {
    return performance.now() - this.originMs
  }

  private until(test: (state: State) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        if (!test(this.session.state)) return
        clearInterval(timer)
        resolve()
      }, ATTACH_LOOK_MS)
    })
  }

  private report(endedBy: EndedBy, proved: readonly string[]): Report {
    const { options } = this
    const { state } = this.session
    const root = findMember(state.tree, state.tree.command ?? { pid: options.pid, startId: -1 })
    const report = buildReport(
      { ...state, diagnosis: { ...state.diagnosis, proved } },
      {
        toolVersion: options.toolVersion,
        runId: this.runId,
        iteration: null,
        command: root?.command ?? [],
        cwd: options.cwd,
        startedAt: this.startedAt.toISOString(),
        host: describeHost(process.env),
        profile: null,
      },
    )
    // Nobody has seen its tests: that it hangs is what the person says.
    return { ...report, attachedTo: options.pid, outcome: 'stalled', exit: { ...report.exit, code: 0, endedBy } }
  }
}
