import { randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import type { Announcement } from '../core/actions.js'
import type { Event } from '../core/events.js'
import type { FinishRecogniser } from '../core/finish/claim.js'
import { LIMITS } from '../core/limits.js'
import type { Policy } from '../core/policy.js'
import type { Profile } from '../core/profile/profile.js'
import { buildReport, type ReportContext } from '../core/report/build.js'
import type { Report, ReportHost } from '../core/report/model.js'
import type { State } from '../core/state.js'
import type { readProfile } from '../runtimes/profile.js'
import type { RuntimeAdapter } from '../runtimes/runtime.js'
import type { ProcessSource } from '../sampler/process-source.js'
import type { Child, ChildHandlers, ChildOptions } from './child/child.js'
import { createLimitCookie } from './child/limit-cookie.js'
import { NoiseFilter } from './child/noise-filter.js'
import { createOutputPump, type OutputPump } from './child/output-pump.js'
import { describeStdin } from './child/own-streams.js'
import { SpawnError } from './child/spawn-error.js'
import { prepareEnvironment } from './child-environment.js'
import { type Guard, startGuard } from './guard/guard.js'
import { describeHost } from './host.js'
import { ProbeTail } from './probe-tail.js'
import { Recorder } from './recorder.js'
import { makeRunDirectory, removeRunDirectory } from './run-directory.js'
import { Session } from './session.js'
import type { Shaker } from './shake/shaker.js'
import { holdSignals } from './terminal/signals.js'
import { readTerminalSize } from './terminal/terminal-size.js'
import { UserTerminal, type UserTerminalHooks } from './user-terminal.js'

/** ms the last bytes may take to leave the process once the run is over: a reader that has stopped is not waited for. */
const FLUSH_MS = 5_000

const NO_STDIN = { path: '/dev/null', offset: 0 } as const

export interface RunOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly policy: Policy
  readonly usePty: boolean
  readonly recogniser: FinishRecogniser
  readonly adapters: readonly RuntimeAdapter[]
  readonly source: ProcessSource
  readonly profile: boolean
  readonly injectProbes: boolean
  readonly iteration: number | null
  /** The name of all iterations together, for their reports; the run's own where absent. */
  readonly reportRunId?: string
  readonly recordFile: string | null
  readonly toolVersion: string
  readonly announce: (kind: Announcement, report: Report, state: State) => void
  readonly writeInterimReport: (report: Report) => void
  readonly askUser: (run: LiveRun) => void
  /** The hot key was pressed. */
  readonly onHotKey?: (run: LiveRun) => void
  /** The command runs (or is about to), and the terminal is the person's. */
  readonly onStarted?: (run: LiveRun) => void
  /** Bytes as they came; they may be used again afterwards: copy what is kept. */
  readonly onOutput?: (bytes: Uint8Array) => void
  /** Sees every event with the state after it. */
  readonly observe?: (event: Event, state: State) => void
  /** The run is over, the terminal still ours: what is to be waited for before it ends. */
  readonly beforeEnd?: () => Promise<void>
  /**
   * One of many runs that nobody sits before: its output goes here instead of to our own stdout and stderr, and it reads
   * nothing from our stdin. Absent: a run at a person's terminal or in a pipeline.
   */
  readonly unattended?: UnattendedOutput
  /** Disturb the timing of the run's processes, as this seed has it; null or absent: leave them alone. */
  readonly shakeSeed?: number | null
}

export interface UnattendedOutput {
  readonly stdout: Writable
  readonly stderr: Writable
}

/** A run at work, for whoever shows it and decides about it. */
export interface LiveRun {
  readonly session: Session
  readonly terminal: UserTerminal
  nowMs(): number
  /** The report as it would be now, but for its profile: cheap enough for a screen that moves. */
  glance(): Report
  /** The report as it would be now. */
  report(): Report
}

export interface RunResult {
  /** False: a reader of our stdout or stderr has stopped, and bytes of the command are still waiting for it. */
  readonly isFlushed: boolean
  readonly report: Report
  readonly state: State
}

/** Supervise one run, from nothing to its report. Rejects only for a fault of overstay's own. */
export async function superviseRun(options: RunOptions): Promise<RunResult> {
  const run = new Run(options)
  try {
    return await run.complete()
  } finally {
    run.dispose()
  }
}

class Run {
  private readonly runId = randomUUID()
  private readonly runDir = makeRunDirectory()
  private readonly startedAt = new Date()
  /** When the run's clock stood at 0; put forward by the time it was suspended. */
  private originMs = performance.now()
  private readonly tail = new ProbeTail(this.runDir)
  private readonly recorder: Recorder | null
  private readonly session: Session
  private readonly limitCookie = createLimitCookie()
  private profileReader: typeof readProfile | null = null
  private readonly host: ReportHost
  private readonly noise = new NoiseFilter(() => performance.now())
  private child: Child | null = null
  private guard: Guard | null = null
  private terminal: UserTerminal | null = null
  private live: LiveRun | null = null
  private pump: OutputPump | null = null
  private shaker: Shaker | null = null
  private conclude: (state: State) => void = () => {}
  private readonly concluded = new Promise<State>((resolve) => {
    this.conclude = resolve
  })

  constructor(private readonly options: RunOptions) {
    this.recorder = this.openRecorder()
    this.host = describeHost(options.env)
    this.session = new Session({
      policy: options.policy,
      nowMs: () => performance.now() - this.originMs,
      runDir: this.runDir,
      cwd: options.cwd,
      adapters: options.adapters,
      source: options.source,
      recogniser: options.recogniser,
      tail: this.tail,
      expectNoise: (line) => this.noise.expect(line),
      ...(options.shakeSeed == null ? {} : { sampleAtLeastEveryMs: LIMITS.shakeSampleMs }),
      announce: (kind, state) => options.announce(kind, this.report(state), state),
      writeInterimReport: (state) => options.writeInterimReport(this.report(state)),
      askUser: () => {
        if (this.live !== null) options.askUser(this.live)
      },
      observe: (event, state) => {
        this.recorder?.recordEvent(event)
        this.shaker?.watch()
        options.observe?.(event, state)
      },
      onConcluded: (state) => this.conclude(state),
    })
  }

  async complete(): Promise<RunResult> {
    await this.start()
    const state = await this.concluded
    await this.options.beforeEnd?.()
    const isFlushed = (await this.pump?.flush(FLUSH_MS)) ?? true
    return { state, report: this.report(state), isFlushed }
  }

  dispose(): void {
    this.shaker?.close()
    this.terminal?.close()
    this.guard?.dismiss()
    this.pump?.close()
    this.recorder?.close()
    this.tail.close()
    this.options.source.close()
    removeRunDirectory(this.runDir)
  }

  private async start(): Promise<void> {
    const { options, session } = this
    if (options.profile) this.profileReader = (await import('../runtimes/profile.js')).readProfile
    // Before the pty: a helper started later would hold the pty's master open.
    const usesTerminal = options.usePty && process.stdin.isTTY === true && options.unattended === undefined
    this.guard = startGuard({ runId: this.runId, limitCookie: this.limitCookie, usesTerminal })
    const { env, warnings } = await prepareEnvironment(
      options.env,
      { runDir: this.runDir, runId: this.runId, profile: options.profile, command: options.command },
      options.injectProbes ? options.adapters : [],
      options.iteration,
    )
    for (const warning of warnings) session.post({ type: 'warningRaised', ...warning })
    this.pump = createOutputPump({
      stdout: options.unattended?.stdout ?? process.stdout,
      stderr: options.unattended?.stderr ?? process.stderr,
      pause: () => this.child?.pause(),
      resume: () => this.child?.resume(),
      onBroken: (stream) => this.child?.breakOutput(stream),
      onHeldDropped: () => this.session.post({ type: 'limitHit', limit: 'heldOutputBytesMax' }),
      // Recogniser and recorder have looked at the bytes when they come; nobody keeps them.
      onWritten: (stream, bytes) => this.child?.recycle(stream, bytes),
    })
    const takeHeld = holdSignals(options.usePty ? 'pty' : 'pipes')
    try {
      this.child = await this.startChild(await this.childOptions(env, usesTerminal))
    } catch (error) {
      takeHeld()
      const reason = error instanceof SpawnError ? error.reason : 'internal'
      return session.post({ type: 'spawnFailed', reason, message: (error as Error).message })
    }
    this.beginSampling(this.child)
    this.live = this.describeLive(this.openTerminal(this.child))
    session.attachChild(this.child)
    if (options.shakeSeed != null) await this.beginShaking(options.shakeSeed, this.child)
    for (const held of takeHeld()) session.post({ type: 'userSignalled', ...held })
    options.onStarted?.(this.live)
  }

  private openTerminal(child: Child): UserTerminal {
    const hooks: UserTerminalHooks = {
      onSuspended: (stoppedMs) => {
        this.originMs += stoppedMs
      },
      onHotKey: () => {
        if (this.live !== null) this.options.onHotKey?.(this.live)
      },
      holdOutput: (isHeld) => this.pump?.hold(isHeld),
    }
    const isAttended = this.options.unattended === undefined
    this.terminal = new UserTerminal(child, this.session, this.guard, hooks, isAttended)
    return this.terminal
  }

  private describeLive(terminal: UserTerminal): LiveRun {
    return {
      session: this.session,
      terminal,
      nowMs: () => performance.now() - this.originMs,
      glance: () => this.report(this.session.state, null),
      report: () => this.report(this.session.state),
    }
  }

  private async childOptions(env: ChildOptions['env'], usesTerminal: boolean): Promise<ChildOptions> {
    const isUnattended = this.options.unattended !== undefined
    return {
      command: this.options.command,
      cwd: this.options.cwd,
      env,
      ...readTerminalSize(process.stdout),
      limitCookie: this.limitCookie ?? '',
      scratchDir: this.runDir,
      terminalSettings: usesTerminal ? ((await this.guard?.terminalSettings) ?? null) : null,
      // Over a pty the command's stdin and stderr are the terminal exactly where ours are.
      ownStdin: isUnattended ? NO_STDIN : process.stdin.isTTY === true ? null : describeStdin(),
      separateStderr: !isUnattended && process.stderr.isTTY !== true,
      closedStdin: isUnattended,
    }
  }

  private beginSampling({ pid, keeperPid, outputIds }: Child): void {
    const { runId, limitCookie } = this
    this.options.source.begin(
      {
        rootPid: pid,
        keeperPid,
        runId,
        limitCookie,
        outputIds,
        ownPids: this.guard === null ? [] : [this.guard.pid],
      },
      () => performance.now() - this.originMs,
    )
  }

  private async beginShaking(seed: number, child: Child): Promise<void> {
    const { Shaker } = await import('./shake/shaker.js')
    this.shaker = new Shaker({
      seed,
      state: () => this.session.state,
      source: this.options.source,
      nowMs: () => performance.now() - this.originMs,
      spareCommand: child.mode === 'pty',
    })
  }

  private async startChild(options: ChildOptions): Promise<Child> {
    const handlers: ChildHandlers = {
      onOutput: (stream, written) => {
        const bytes = this.noise.filter(written)
        if (bytes.length === 0) return
        this.options.onOutput?.(bytes)
        this.pump?.write(stream, bytes)
        this.recorder?.recordOutput(performance.now() - this.originMs, stream, bytes)
        this.session.takeOutput(stream, bytes)
      },
      onExit: ({ code, signal }) => this.session.takeExit(code, signal),
      onOutputClosed: () => this.session.post({ type: 'outputClosed' }),
      onStopped: (signal) => this.terminal?.handleStopped(signal),
      onWritable: () => this.terminal?.handleWritable(),
      onError: (error) => this.session.post({ type: 'warningRaised', code: 'child', message: error.message }),
    }
    if (!this.options.usePty) return (await import('./child/pipe-child.js')).startPipeChild(options, handlers)
    const { ptyAvailability } = await import('./child/pty-availability.js')
    const pty = await ptyAvailability()
    if (pty.available) return (await import('./child/pty-child.js')).startPtyChild(options, handlers)
    const message = `the command runs over pipes: ${pty.reason}`
    this.session.post({ type: 'warningRaised', code: 'no-pty', message })
    return (await import('./child/pipe-child.js')).startPipeChild(options, handlers)
  }

  private readProfile(): Profile | null {
    return this.profileReader?.(this.runDir, this.startedAt.getTime()) ?? null
  }

  private report(state: State, profile = this.readProfile()): Report {
    const { options } = this
    const context: ReportContext = {
      toolVersion: options.toolVersion,
      runId: options.reportRunId ?? this.runId,
      iteration: options.iteration,
      command: options.command,
      cwd: options.cwd,
      startedAt: this.startedAt.toISOString(),
      host: this.host,
      profile,
      shake: this.shaker?.record ?? null,
    }
    return buildReport(state, context)
  }

  private openRecorder(): Recorder | null {
    const { recordFile, command, cwd, policy } = this.options
    if (recordFile === null) return null
    const header = {
      format: 'overstay-recording' as const,
      version: 1 as const,
      runId: this.runId,
      command,
      cwd,
      startedAt: this.startedAt.toISOString(),
      policy,
    }
    return new Recorder(recordFile, header, (message) =>
      this.session.post({ type: 'warningRaised', code: 'recording', message }),
    )
  }
}
