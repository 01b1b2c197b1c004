import { type ChildProcess, spawn } from 'node:child_process'
import { availableParallelism, setPriority } from 'node:os'
import { LIMITS } from '../../core/limits.js'
import type { ReportShake, ShakeStep } from '../../core/report/model.js'
import { type Perturbation, perturb } from '../../core/shake/perturbations.js'
import type { State } from '../../core/state.js'
import { type Member, toKey } from '../../core/tree/member.js'
import type { ProcessSource } from '../../sampler/process-source.js'
import { signalExactly } from '../../sampler/signal-exactly.js'

export interface ShakerParts {
  readonly seed: number
  readonly state: () => State
  readonly source: ProcessSource
  readonly nowMs: () => number
  /** Over a pty the command itself is not frozen: its shell would take that for Ctrl-Z. */
  readonly spareCommand: boolean
}

/** A burner gives up by itself after this many seconds of CPU, should nobody be left to end it. */
const BURNER = 'ulimit -t 2; while :; do :; done'

/**
 * Disturbs the timing of a run's processes so that rare orders of events come up more often. What is done follows from
 * the seed; to which process, also from who lives at that moment. Nothing is disturbed once somebody asks what holds the
 * run, or ends it: every frozen process goes on first.
 */
export class Shaker {
  private readonly steps: ShakeStep[] = []
  private readonly plan: Generator<Perturbation, never>
  private readonly frozen = new Map<Member, NodeJS.Timeout>()
  private readonly burners = new Set<ChildProcess>()
  private timer: NodeJS.Timeout | null = null
  private droppedCount = 0

  constructor(private readonly parts: ShakerParts) {
    this.plan = perturb(parts.seed)
    this.plant()
  }

  get record(): ReportShake {
    return { seed: this.parts.seed, steps: this.steps, droppedCount: this.droppedCount }
  }

  /** To be called with every event: a diagnosis has to find the processes as they are. */
  watch(): void {
    if (!this.mayDisturb()) this.calm()
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.calm()
  }

  private plant(): void {
    const next = this.plan.next().value
    this.timer = setTimeout(() => {
      if (this.mayDisturb()) this.disturb(next)
      this.plant()
    }, next.afterMs)
  }

  private mayDisturb(): boolean {
    const { phase, diagnosis, hang } = this.parts.state()
    return (phase === 'running' || phase === 'teardown') && diagnosis.pending === null && hang === null
  }

  private disturb(next: Perturbation): void {
    if (next.what === 'load') return this.load(next.forMs)
    const member = this.pick(next.pick)
    if (member === null) return
    if (next.what === 'freeze') this.freeze(member, next.forMs)
    else this.lower(member, next.value)
  }

  private pick(share: number): Member | null {
    const { tree } = this.parts.state()
    const living = [...tree.living.values()]
      .filter((member) => !(this.parts.spareCommand && member.role === 'command'))
      .sort((a, b) => a.startedAtMs - b.startedAtMs || a.pid - b.pid)
    return living[Math.floor(share * living.length)] ?? null
  }

  private freeze(member: Member, forMs: number): void {
    if (member.state === 'stopped' || [...this.frozen.keys()].some((one) => one.pid === member.pid)) return
    if (signalExactly(this.parts.source, [toKey(member)], 'SIGSTOP').sent.length === 0) return
    this.frozen.set(
      member,
      setTimeout(() => this.thaw(member), forMs),
    )
    this.note({ what: 'freeze', pid: member.pid, forMs, value: null })
  }

  private thaw(member: Member): void {
    clearTimeout(this.frozen.get(member))
    this.frozen.delete(member)
    signalExactly(this.parts.source, [toKey(member)], 'SIGCONT')
  }

  private load(forMs: number): void {
    if (this.burners.size > 0) return
    for (let count = 0; count < availableParallelism(); count += 1) {
      const burner = spawn('/bin/sh', ['-c', BURNER], { stdio: 'ignore', env: {}, detached: true })
      burner.on('error', () => {})
      burner.unref()
      this.burners.add(burner)
      setTimeout(() => this.endBurner(burner), forMs)
    }
    this.note({ what: 'load', pid: null, forMs, value: null })
  }

  private endBurner(burner: ChildProcess): void {
    if (this.burners.delete(burner)) burner.kill('SIGKILL')
  }

  private lower(member: Member, value: number): void {
    try {
      setPriority(member.pid, value)
      this.note({ what: 'nice', pid: member.pid, forMs: null, value })
    } catch {
      // It has ended, or had a worse priority already.
    }
  }

  private calm(): void {
    for (const member of [...this.frozen.keys()]) this.thaw(member)
    for (const burner of [...this.burners]) this.endBurner(burner)
  }

  private note(step: Omit<ShakeStep, 'atMs'>): void {
    if (this.steps.length < LIMITS.shakeStepsMax) this.steps.push({ atMs: Math.round(this.parts.nowMs()), ...step })
    else this.droppedCount += 1
  }
}
