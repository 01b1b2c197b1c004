import { LIMITS } from '../limits.js'
import { type Iteration, identifyIteration, rankIteration, reduceReport } from './iteration.js'
import type { Report } from './model.js'

/**
 * Many runs put together. Merging is a set union by (runId, index): associative, commutative, idempotent, so shards may
 * come in any order, in any grouping, and more than once. Memory is bounded: beyond `iterationsMax` the runs with the
 * smallest hash of their identity stay, which is the same fair sample however the merge went.
 */
export interface Aggregate {
  /** In the order of run and index. */
  readonly iterations: readonly Iteration[]
  /** True when the bound has left runs out. */
  readonly sampled: boolean
}

export const EMPTY_AGGREGATE: Aggregate = { iterations: [], sampled: false }

/** Reports of single runs or iterations as one aggregate. */
export function mergeReports(reports: Iterable<Report>): Aggregate {
  const collector = new AggregateCollector()
  for (const report of reports) collector.add(reduceReport(report))
  return collector.finish()
}

export function mergeAggregates(...aggregates: readonly Aggregate[]): Aggregate {
  const collector = new AggregateCollector()
  for (const aggregate of aggregates) {
    for (const iteration of aggregate.iterations) collector.add(iteration)
    collector.noteSampled(aggregate.sampled)
  }
  return collector.finish()
}

interface Entry {
  readonly rank: string
  readonly iteration: Iteration
}

/** For files that are read line by line: add what comes, finish at the end. Holds at most twice the bound. */
export class AggregateCollector {
  readonly #entries = new Map<string, Entry>()
  readonly #max: number
  #sampled = false

  constructor(iterationsMax: number = LIMITS.iterationsMax) {
    this.#max = iterationsMax
  }

  add(iteration: Iteration): void {
    const identity = identifyIteration(iteration)
    const known = this.#entries.get(identity)
    if (known !== undefined && compareIterations(known.iteration, iteration) <= 0) return
    this.#entries.set(identity, { rank: rankIteration(identity), iteration })
    if (this.#entries.size >= this.#max * 2) this.#prune()
  }

  noteSampled(sampled: boolean): void {
    this.#sampled ||= sampled
  }

  finish(): Aggregate {
    this.#prune()
    const iterations = [...this.#entries.values()].map((entry) => entry.iteration).sort(compareIterations)
    return { iterations, sampled: this.#sampled }
  }

  #prune(): void {
    if (this.#entries.size <= this.#max) return
    this.#sampled = true
    const ordered = [...this.#entries].sort(([, a], [, b]) => (a.rank < b.rank ? -1 : 1))
    for (const [identity] of ordered.slice(this.#max)) this.#entries.delete(identity)
  }
}

/** A total order: two records of one run that differ (a report that was rewritten) are settled alike everywhere. */
function compareIterations(a: Iteration, b: Iteration): number {
  if (a.runId !== b.runId) return a.runId < b.runId ? -1 : 1
  if (a.index !== b.index) return (a.index ?? -1) - (b.index ?? -1)
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)]
  return left === right ? 0 : left < right ? -1 : 1
}
