import type { Iteration } from '../report/iteration.js'
import { isHang } from '../report/summary.js'
import { answerRate, type RateAnswer, type RateQuestion } from './rate-test.js'
import { iterationAt, type Shard } from './shard.js'

/** What a series of iterations was asked for. */
export interface Series {
  readonly shard: Shard
  /** Iterations over all shards; null: no bound. */
  readonly count: number | null
  /** ms after which none is started any more; null: no bound. */
  readonly durationMs: number | null
  readonly untilHang: boolean
  readonly question: RateQuestion | null
  /** At most this many at once. */
  readonly jobs: number
}

export type StopReason = 'count' | 'duration' | 'hang' | 'answered' | 'failed-to-start' | 'interrupted'

/**
 * Which iteration comes next, and when it is enough. Knows no processes: it is told what has begun and ended. Indices
 * that are known already (a ledger of an earlier try) are passed over.
 */
export class Schedule {
  #turn = 0
  #runningCount = 0
  #stop: StopReason | null = null
  /** Results by turn, of those that came before an earlier one had ended. */
  readonly #early = new Map<number, boolean | null>()
  readonly #turns = new Map<number, number>()
  #orderedTurn = 0
  #orderedRuns = 0
  #orderedHangs = 0
  #answer: RateAnswer = 'open'

  constructor(
    private readonly series: Series,
    private readonly known: ReadonlyMap<number, Iteration> = new Map(),
  ) {}

  /** The index to start now; null: wait for one to end, or stop (see `isOver`). */
  next(elapsedMs: number): number | null {
    const { series } = this
    if (this.#stop === null && series.durationMs !== null && elapsedMs >= series.durationMs) this.#stop = 'duration'
    while (this.#stop === null) {
      const index = iterationAt(series.shard, this.#turn)
      if (series.count !== null && index >= series.count) {
        this.#stop = 'count'
        return null
      }
      const earlier = this.known.get(index)
      if (earlier === undefined && this.#runningCount >= series.jobs) return null
      this.#turns.set(index, this.#turn)
      this.#turn += 1
      this.#runningCount += 1
      if (earlier === undefined) return index
      this.ended(index, earlier)
    }
    return null
  }

  /** Null: the iteration says nothing (it was interrupted). */
  ended(index: number, iteration: Iteration | null): void {
    const turn = this.#turns.get(index)
    if (turn === undefined) return
    this.#turns.delete(index)
    this.#runningCount -= 1
    const hung = iteration === null ? null : isHang(iteration)
    if (iteration?.outcome === 'failed-to-start') this.stop('failed-to-start')
    if (hung === true && this.series.untilHang) this.stop('hang')
    this.#early.set(turn, hung)
    this.#countInOrder()
  }

  stop(reason: StopReason): void {
    this.#stop ??= reason
  }

  /** Nothing runs and nothing will be started. */
  get isOver(): boolean {
    return this.#stop !== null && this.#runningCount === 0
  }

  get reason(): StopReason | null {
    return this.#stop
  }

  get answer(): RateAnswer {
    return this.#answer
  }

  /** Iterations of this shard; null: no bound. */
  get expectedCount(): number | null {
    const { count, shard } = this.series
    return count === null ? null : Math.max(0, Math.ceil((count - shard.index) / shard.count))
  }

  #countInOrder(): void {
    for (let hung = this.#early.get(this.#orderedTurn); hung !== undefined; hung = this.#early.get(this.#orderedTurn)) {
      this.#early.delete(this.#orderedTurn)
      this.#orderedTurn += 1
      if (hung === null || this.#answer !== 'open') continue
      this.#orderedRuns += 1
      if (hung) this.#orderedHangs += 1
      this.#ask()
    }
  }

  #ask(): void {
    const { question } = this.series
    if (question === null) return
    this.#answer = answerRate(question, this.#orderedHangs, this.#orderedRuns)
    if (this.#answer !== 'open') this.stop('answered')
  }
}
