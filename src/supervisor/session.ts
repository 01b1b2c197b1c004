import type { Action, Announcement } from '../core/actions.js'
import type { Event } from '../core/events.js'
import type { FinishObservation, FinishRecogniser, OutputStream } from '../core/finish/claim.js'
import { RepaintFilter } from '../core/finish/repaint.js'
import type { Policy } from '../core/policy.js'
import type { State } from '../core/state.js'
import { findMember } from '../core/tree/tree-state.js'
import type { ProbeMessage, Spawned } from '../protocol/messages.js'
import type { AskTarget, RuntimeAdapter } from '../runtimes/runtime.js'
import type { ProcessSource } from '../sampler/process-source.js'
import { signalExactly } from '../sampler/signal-exactly.js'
import type { Child } from './child/child.js'
import { diagnose, within } from './diagnosis.js'
import { Loop, type UnstampedEvent } from './loop.js'
import { toEvent } from './probe-events.js'
import type { ProbeTail } from './probe-tail.js'
import { SampleTicker } from './sample-ticker.js'

/** What a session needs of the world; see run.ts for how it is put together. */
export interface SessionParts {
  readonly policy: Policy
  readonly nowMs: () => number
  readonly runDir: string
  readonly cwd: string
  readonly adapters: readonly RuntimeAdapter[]
  readonly source: ProcessSource
  readonly recogniser: FinishRecogniser
  readonly tail: ProbeTail
  /** A process is about to print this line into the output because it is being asked. */
  readonly expectNoise?: (line: string) => void
  /** Samples come at least this often, whatever the core asks for. */
  readonly sampleAtLeastEveryMs?: number
  /** False: a diagnosis starts nothing inside a process. True when absent. */
  readonly mayTouch?: boolean
  readonly announce: (kind: Announcement, state: State) => void
  readonly writeInterimReport: (state: State) => void
  /** Hand the decision to a person; the session is told through `post`. */
  readonly askUser: (session: Session) => void
  readonly observe?: (event: Event, state: State) => void
  readonly onConcluded: (state: State) => void
}

const SPAWNS_MAX = 2_000

/** ms in which output is gathered into one event. */
const OUTPUT_GATHER_MS = 50
const NOTHING_UNTOLD = { byteCount: 0, isRepaint: true }

/** One run at work: turns what happens into events, and carries out what the core asks for. */
export class Session {
  readonly loop: Loop
  private child: Child | null = null
  private readonly ticker: SampleTicker
  private readonly spawns: Spawned[] = []
  private readonly repaints = new RepaintFilter()
  private untold = NOTHING_UNTOLD
  private untoldTimer: NodeJS.Timeout | null = null
  private recogniserFault = false
  isDetached = false

  constructor(private readonly parts: SessionParts) {
    const { policy, nowMs, observe } = parts
    this.loop = new Loop({
      policy,
      nowMs,
      perform: (action) => this.perform(action),
      ...(observe === undefined ? {} : { observe }),
    })
    this.ticker = new SampleTicker(parts.source, (sample, thorough) => {
      this.readProbes()
      this.loop.post({ type: 'treeSampled', sample, thorough })
    })
  }

  get state(): State {
    return this.loop.state
  }

  post(event: UnstampedEvent): void {
    this.loop.post(event)
  }

  /** The command runs: from here on its child is signalled, resized and closed through the session. */
  attachChild(child: Child): void {
    this.child = child
    this.parts.tail.watch(() => this.readProbes())
    this.loop.post({ type: 'commandStarted', pid: child.pid })
  }

  /** A thorough sample as soon as possible; it comes as an event. */
  lookNow(): void {
    this.ticker.takeThorough()
  }

  /** Nothing more is sampled or waited for. */
  stop(): void {
    this.ticker.stop()
    this.loop.stop()
  }

  /** Output has been passed on; here it only leaves its trace. */
  takeOutput(stream: OutputStream, bytes: Uint8Array): void {
    this.noteOutput(bytes)
    this.recognise((recogniser) => recogniser.feed(stream, bytes))
  }

  /** A flood comes in hundreds of thousands of pieces: they are told together, a few times a second. */
  private noteOutput(bytes: Uint8Array): void {
    const isRepaint = this.repaints.isRepaint(bytes)
    const before = this.untold
    this.untold = { byteCount: before.byteCount + bytes.length, isRepaint: before.isRepaint && isRepaint }
    this.untoldTimer ??= setTimeout(() => this.tellOutput(), OUTPUT_GATHER_MS)
  }

  private tellOutput(): void {
    if (this.untoldTimer === null) return
    clearTimeout(this.untoldTimer)
    this.untoldTimer = null
    const { byteCount, isRepaint } = this.untold
    this.untold = NOTHING_UNTOLD
    this.loop.post({ type: 'outputArrived', byteCount, isRepaint })
  }

  takeExit(code: number | null, signal: string | null): void {
    if (code === null && signal === null && this.child?.keeperPid != null) {
      const message =
        'how the command ended is not known: somebody ended the shell that kept its terminal; it counts as failed'
      this.loop.post({ type: 'warningRaised', code: 'exit-unknown', message })
    }
    this.tellOutput()
    this.readProbes()
    this.recognise((recogniser) => recogniser.end())
    this.loop.post({ type: 'commandExited', code, signal })
  }

  /** The recogniser is total by its tests; should it fail all the same, the run goes on without it. */
  private recognise(look: (recogniser: FinishRecogniser) => readonly FinishObservation[]): void {
    if (this.recogniserFault) return
    let observations: readonly FinishObservation[] = []
    try {
      observations = look(this.parts.recogniser)
    } catch (error) {
      this.recogniserFault = true
      const message = `the output is no longer read for the end of the tests: ${(error as Error).message}`
      this.loop.post({ type: 'warningRaised', code: 'recogniser-failed', message })
    }
    this.takeObservations(observations)
  }

  readProbes(): void {
    for (const message of this.parts.tail.read()) this.takeProbe(message)
  }

  private takeProbe(message: ProbeMessage): void {
    if (message.type === 'spawned') {
      this.spawns.push(message)
      if (this.spawns.length > SPAWNS_MAX) this.spawns.shift()
    }
    const event = toEvent(message)
    if (event !== null) this.loop.post(event)
  }

  private takeObservations(observations: readonly FinishObservation[]): void {
    for (const seen of observations) {
      switch (seen.type) {
        case 'claimed':
          this.loop.post({ type: 'finishClaimed', claim: seen.claim })
          break
        case 'withdrawn':
          this.loop.post({ type: 'finishWithdrawn', reason: seen.reason })
          break
        case 'testActivity':
          this.loop.post({ type: 'testActivitySeen', what: seen.line, probe: null })
          break
        case 'watchMode':
          this.loop.post({ type: 'watchModeSeen', runner: seen.runner })
          break
        case 'limit':
          this.loop.post({ type: 'limitHit', limit: seen.limit })
          break
      }
    }
  }

  private perform(action: Action): void {
    switch (action.type) {
      case 'setSampling':
        return this.ticker.setInterval(Math.min(action.intervalMs, this.parts.sampleAtLeastEveryMs ?? Infinity))
      case 'takeSample':
        return this.ticker.takeThorough()
      case 'diagnose':
        return void this.diagnose(action)
      case 'release':
        return void this.release(action)
      case 'sendSignal': {
        const { sent, refused } = signalExactly(this.parts.source, action.targets, action.signal)
        const by = action.by === undefined ? {} : { by: action.by }
        return this.loop.post({ type: 'signalsSent', signal: action.signal, sent, refused, ...by })
      }
      case 'forwardSignal':
        return this.child?.forward(action.signal)
      case 'announce':
        return this.parts.announce(action.announcement, this.state)
      case 'writeInterimReport':
        return this.parts.writeInterimReport(this.state)
      case 'askUser':
        return this.parts.askUser(this)
      case 'closeOutput':
        return this.isDetached ? undefined : this.child?.close()
      case 'detach':
        this.isDetached = true
        this.child?.detach()
        return
      case 'conclude':
        this.ticker.stop()
        return this.parts.onConcluded(this.state)
    }
  }

  private noise(): { expectNoise?: (line: string) => void } {
    const { expectNoise } = this.parts
    return expectNoise === undefined ? {} : { expectNoise }
  }

  private async diagnose(action: Extract<Action, { type: 'diagnose' }>): Promise<void> {
    try {
      const found = await diagnose({
        targets: action.targets,
        budgetMs: action.budgetMs,
        tree: () => this.state.tree,
        source: this.parts.source,
        adapters: this.parts.adapters,
        runDir: this.parts.runDir,
        cwd: this.parts.cwd,
        spawns: this.spawns,
        runStartedAtEpochMs: Date.now() - this.parts.nowMs(),
        runnerPids: this.state.finish.hooks.filter((hook) => !hook.worker && !hook.nested).map((hook) => hook.pid),
        allow: this.parts.policy.allow,
        ...this.noise(),
        mayTouch: this.parts.mayTouch ?? true,
      })
      for (const warning of found.warnings) this.loop.post({ type: 'warningRaised', ...warning })
      const { findings, details, willEndInMs } = found
      this.loop.post({ type: 'diagnosed', askId: action.askId, findings, details, willEndInMs })
    } catch (error) {
      const message = `the diagnosis failed: ${(error as Error).message}`
      this.loop.post({ type: 'warningRaised', code: 'diagnosis-failed', message })
      this.loop.post({ type: 'diagnosed', askId: action.askId, findings: [], details: [], willEndInMs: null })
    }
  }

  private async release(action: Extract<Action, { type: 'release' }>): Promise<void> {
    const released: string[] = []
    const abort = new AbortController()
    const timer = setTimeout(() => abort.abort(), action.budgetMs)
    const context = {
      runDir: this.parts.runDir,
      cwd: this.parts.cwd,
      budgetMs: action.budgetMs,
      signal: abort.signal,
      spawns: this.spawns,
      mayTouch: true,
      ...this.noise(),
    }
    const work = this.groupByProcess(action).map(async ({ adapter, target, findings }) => {
      try {
        released.push(...((await adapter.release?.(target, findings, context)) ?? []))
      } catch (error) {
        const message = `pid ${target.process.pid}: ${(error as Error).message}`
        this.loop.post({ type: 'warningRaised', code: 'release-failed', message })
      }
    })
    await within(Promise.all(work), action.budgetMs, [])
    clearTimeout(timer)
    this.loop.post({ type: 'released', askId: action.askId, released })
  }

  /** The findings of each living process together, with the adapter that made them. */
  private groupByProcess(action: Extract<Action, { type: 'release' }>) {
    return this.parts.adapters.flatMap((adapter) => {
      const own = action.findings.filter((finding) => finding.source === adapter.name)
      const pids = [...new Set(own.map((finding) => finding.process.pid))]
      return pids.flatMap((pid) => {
        const findings = own.filter((finding) => finding.process.pid === pid)
        const member = findMember(this.state.tree, findings[0]!.process)
        if (member === null || member.endedAtMs !== null) return []
        const target: AskTarget = { process: member, detail: null }
        return [{ adapter, target, findings }]
      })
    })
  }
}
