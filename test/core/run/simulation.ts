import type { Action } from '../../../src/core/actions.js'
import type { Event } from '../../../src/core/events.js'
import type { FinishClaim } from '../../../src/core/finish/claim.js'
import type { SignalName } from '../../../src/core/outcome.js'
import { DEFAULT_POLICY, type Policy } from '../../../src/core/policy.js'
import { initialState, type State } from '../../../src/core/state.js'
import { step } from '../../../src/core/step.js'
import type { Finding } from '../../../src/core/suspects/finding.js'
import type { ProcessKey, ProcessSample } from '../../../src/core/tree/sample.js'

/** A process of the simulated machine. It obeys the signals it is said to obey, after a delay. */
export interface SimProcess {
  readonly pid: number
  readonly ppid: number
  /** Born at, ms. */
  readonly bornAtMs?: number
  /** Ends by itself at, ms; with this code when it is the command. */
  readonly endsAtMs?: number
  readonly exitCode?: number
  /** ms after which each signal ends it; absent: ignored (SIGKILL always works unless `unkillable`). */
  readonly obeys?: Partial<Record<SignalName, number>>
  readonly unkillable?: boolean
  /** CPU used per ms of life, 0 to 1. */
  readonly load?: number
  /** Ends this many ms after this other process has ended, with its own code. */
  readonly waitsFor?: number
  readonly sid?: number
  readonly holdsOutput?: boolean
  /** Which finding, once released, lets it end by itself. */
  readonly heldBy?: string
}

export interface World {
  readonly policy?: Partial<Policy>
  /** The first one is the command. */
  readonly processes: readonly SimProcess[]
  /** Events from outside, by time. */
  readonly script?: readonly Omit<Event, never>[]
  /** ms a diagnosis takes; null: it never answers. */
  readonly diagnosisMs?: number | null
  readonly findings?: readonly Finding[]
  readonly willEndInMs?: number | null
  /** The sampler never answers. */
  readonly isBlind?: boolean
  readonly untilMs?: number
}

export interface Told {
  readonly state: State
  readonly actions: readonly { readonly atMs: number; readonly action: Action }[]
  /** Which signals reached which pid, and when. */
  readonly signals: readonly { readonly atMs: number; readonly signal: SignalName; readonly pid: number }[]
}

interface Living {
  readonly process: SimProcess
  diesAtMs: number
  endedAtMs: number | null
  signal: string | null
  isReleased: boolean
}

const MAIN_SID = 100

/** Run a world to its end (or `untilMs`): a discrete-event simulation, no real time passes. */
export function simulate(world: World): Told {
  return new Simulation(world).run()
}

class Simulation {
  private readonly living = new Map<number, Living>()
  private readonly queue: { atMs: number; order: number; run: () => void }[] = []
  private readonly actions: { atMs: number; action: Action }[] = []
  private readonly signals: { atMs: number; signal: SignalName; pid: number }[] = []
  private state: State
  private nowMs = 0
  private order = 0
  private wakeAtMs: number | null = null
  private sampleEveryMs: number | null = null
  private isOver = false
  private wasClosed = false

  constructor(private readonly world: World) {
    this.state = initialState({ ...DEFAULT_POLICY, ...world.policy })
    for (const process of world.processes) {
      this.living.set(process.pid, {
        process,
        diesAtMs: process.endsAtMs ?? Number.POSITIVE_INFINITY,
        endedAtMs: null,
        signal: null,
        isReleased: false,
      })
    }
  }

  run(): Told {
    const untilMs = this.world.untilMs ?? 1_000_000
    const command = this.world.processes[0]
    if (command !== undefined) this.at(0, () => this.post({ type: 'commandStarted', atMs: 0, pid: command.pid }))
    for (const event of this.world.script ?? []) this.at(event.atMs, () => this.post(event as Event))
    for (const process of this.world.processes) {
      if (process.endsAtMs !== undefined) this.at(process.endsAtMs, () => this.reap())
    }
    while (!this.isOver && this.nowMs <= untilMs) {
      const next = this.nextAtMs()
      if (next === null) break
      this.nowMs = Math.max(this.nowMs, next)
      const due = this.queue
        .filter((item) => item.atMs <= this.nowMs)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)
      if (due.length > 0) {
        const item = due[0]!
        this.queue.splice(this.queue.indexOf(item), 1)
        item.run()
      } else if (this.wakeAtMs !== null && this.wakeAtMs <= this.nowMs) {
        this.wakeAtMs = null
        this.post({ type: 'timeReached', atMs: this.nowMs })
      }
    }
    return { state: this.state, actions: this.actions, signals: this.signals }
  }

  private nextAtMs(): number | null {
    const times = this.queue.map((item) => item.atMs)
    if (this.wakeAtMs !== null) times.push(this.wakeAtMs)
    return times.length === 0 ? null : Math.min(...times)
  }

  private at(atMs: number, run: () => void): void {
    this.queue.push({ atMs, order: this.order++, run })
  }

  private post(event: Event): void {
    if (this.isOver) return
    const result = step(this.state, event)
    this.state = result.state
    this.wakeAtMs = result.wakeAtMs
    for (const action of result.actions) {
      this.actions.push({ atMs: this.nowMs, action })
      this.perform(action)
    }
  }

  private perform(action: Action): void {
    switch (action.type) {
      case 'setSampling':
        if (this.sampleEveryMs === null) this.at(this.nowMs + action.intervalMs, () => this.tick())
        this.sampleEveryMs = action.intervalMs
        return
      case 'takeSample':
        return this.at(this.nowMs + 1, () => this.sample(true))
      case 'sendSignal':
        return this.at(this.nowMs, () =>
          this.deliver(action.signal, action.targets, action.by === undefined ? {} : { by: action.by }),
        )
      case 'forwardSignal':
        return this.at(this.nowMs, () => this.hit(this.world.processes[0]!.pid, action.signal))
      case 'diagnose': {
        const { diagnosisMs = 100 } = this.world
        if (diagnosisMs === null) return
        return this.at(this.nowMs + diagnosisMs, () =>
          this.post({
            type: 'diagnosed',
            atMs: this.nowMs,
            askId: action.askId,
            findings: this.world.findings ?? [],
            details: [],
            willEndInMs: this.world.willEndInMs ?? null,
          }),
        )
      }
      case 'release':
        return this.at(this.nowMs + 20, () =>
          this.letGo(
            action.askId,
            action.findings.map((finding) => finding.id),
          ),
        )
      case 'conclude':
        this.isOver = true
        return
      default:
    }
  }

  private tick(): void {
    this.sample(false)
    if (this.sampleEveryMs !== null) this.at(this.nowMs + this.sampleEveryMs, () => this.tick())
  }

  private sample(thorough: boolean): void {
    if (this.world.isBlind) return
    this.reap()
    const processes: ProcessSample[] = []
    for (const { process, endedAtMs } of this.living.values()) {
      const bornAtMs = process.bornAtMs ?? 0
      if (endedAtMs !== null || bornAtMs > this.nowMs) continue
      const parent = this.living.get(process.ppid)
      processes.push({
        pid: process.pid,
        startId: bornAtMs,
        ppid: parent === undefined || parent.endedAtMs === null ? process.ppid : 1,
        pgid: process.pid,
        sid: process.sid ?? MAIN_SID,
        startedAtMs: bornAtMs,
        name: `p${process.pid}`,
        command: [`p${process.pid}`],
        state: 'sleeping',
        cpuMs: Math.round((this.nowMs - bornAtMs) * (process.load ?? 0)),
        rssBytes: 1_000_000,
        threads: 1,
        marks: process === this.world.processes[0] ? ['command'] : ['child'],
      })
    }
    this.post({
      type: 'treeSampled',
      atMs: this.nowMs,
      sample: { atMs: this.nowMs, processes, complete: true },
      thorough,
    })
  }

  /** Ends whoever is due and tells the run of the command's exit and of the closed output. */
  private reap(): void {
    for (const living of this.living.values()) {
      if (living.endedAtMs !== null || living.diesAtMs > this.nowMs) continue
      living.endedAtMs = living.diesAtMs
      for (const other of this.living.values()) {
        if (other.process.waitsFor === living.process.pid) this.endIn(other, 5, null)
      }
      if (living.process === this.world.processes[0]) {
        const code = living.signal === null ? (living.process.exitCode ?? 0) : null
        this.post({ type: 'commandExited', atMs: this.nowMs, code, signal: living.signal })
      }
    }
    const holders = [...this.living.values()].filter(
      (one) => one.endedAtMs === null && one.process.holdsOutput !== false,
    )
    const command = this.living.get(this.world.processes[0]?.pid ?? -1)
    if (!this.wasClosed && command?.endedAtMs != null && holders.length === 0) {
      this.wasClosed = true
      this.post({ type: 'outputClosed', atMs: this.nowMs })
    }
  }

  private deliver(signal: SignalName, targets: readonly ProcessKey[], by: { by?: 'user' }): void {
    const sent: ProcessKey[] = []
    const refused: ProcessKey[] = []
    for (const key of targets) {
      const living = this.living.get(key.pid)
      if (living === undefined || living.endedAtMs !== null) {
        refused.push(key)
        continue
      }
      sent.push(key)
      this.hit(key.pid, signal)
    }
    this.post({ type: 'signalsSent', atMs: this.nowMs, signal, sent, refused, ...by })
  }

  private hit(pid: number, signal: SignalName): void {
    const living = this.living.get(pid)
    if (living === undefined || living.endedAtMs !== null) return
    this.signals.push({ atMs: this.nowMs, signal, pid })
    if (signal === 'SIGKILL') {
      if (living.process.unkillable !== true) this.endIn(living, 1, signal)
      return
    }
    const delayMs = living.process.obeys?.[signal]
    if (delayMs !== undefined) this.endIn(living, delayMs, signal)
  }

  private endIn(living: Living, delayMs: number, signal: string | null): void {
    if (living.endedAtMs !== null || living.diesAtMs <= this.nowMs + delayMs) return
    living.diesAtMs = this.nowMs + delayMs
    living.signal = signal
    this.at(living.diesAtMs, () => this.reap())
  }

  private letGo(askId: number, ids: readonly string[]): void {
    const released = ids.filter((id) => {
      const held = [...this.living.values()].filter((one) => one.process.heldBy === id && one.endedAtMs === null)
      for (const living of held) this.endIn(living, 30, null)
      return held.length > 0
    })
    this.post({ type: 'released', atMs: this.nowMs, askId, released })
  }
}

export function claimOf(verdict: FinishClaim['verdict'], passed = 3, failed = 0): FinishClaim {
  return {
    runner: 'vitest',
    verdict,
    counts: { passed, failed, skipped: 0, errors: null },
    line: `Tests ${passed} passed`,
    source: 'output',
  }
}

export function output(atMs: number): Event {
  return { type: 'outputArrived', atMs, byteCount: 10 }
}

export function finish(atMs: number, verdict: FinishClaim['verdict'] = 'passed'): Event {
  return { type: 'finishClaimed', atMs, claim: claimOf(verdict) }
}

export function findingOf(id: string, pid: number, change: Partial<Finding> = {}): Finding {
  return {
    id,
    process: { pid, startId: 0 },
    source: 'node',
    kind: 'timer',
    summary: 'interval every 5 s',
    site: { file: '/app/src/sweeper.js', line: 8, column: 10, function: 'start' },
    stack: [],
    confidence: 'certain',
    holdsProcess: true,
    fix: 'clearInterval in afterAll',
    thread: null,
    resource: null,
    testFile: null,
    evidence: [],
    release: { gentleness: 'precise', token: id },
    ...change,
  }
}
