import type { Schedule, Series } from '../../core/repeat/schedule.js'
import type { Aggregate } from '../../core/report/aggregate.js'
import { AggregateCollector } from '../../core/report/aggregate.js'
import { type Iteration, reduceReport } from '../../core/report/iteration.js'
import type { Report } from '../../core/report/model.js'
import type { IterationResult } from './run-iteration.js'

/** How one iteration is run, and what becomes of it. */
export interface SeriesWorld {
  readonly nowMs: () => number
  readonly run: (index: number) => Promise<IterationResult>
  /** Its report is there: keep it. Called before anything else is done with it. */
  readonly take: (result: IterationResult, iteration: Iteration) => void
}

export interface SeriesResult {
  readonly aggregate: Aggregate
  readonly badCount: number
  /** The last report of an iteration whose command could not be started. */
  readonly failedStart: Report | null
}

/**
 * Runs a series to its end, `jobs` at once. An iteration that was interrupted is not counted: it says nothing of the
 * command. Rejects for a fault of overstay's own, after those under way have ended.
 */
export async function runSeries(
  series: Series,
  schedule: Schedule,
  known: ReadonlyMap<number, Iteration>,
  world: SeriesWorld,
): Promise<SeriesResult> {
  const collector = new AggregateCollector()
  let badCount = 0
  let failedStart: Report | null = null
  const count = (iteration: Iteration) => {
    collector.add(iteration)
    if (iteration.exitCode !== 0) badCount += 1
  }
  for (const iteration of known.values()) count(iteration)
  const startedAtMs = world.nowMs()

  async function runOne(index: number): Promise<void> {
    let counted: Iteration | null = null
    try {
      const result = await world.run(index)
      const iteration = reduceReport(result.report)
      if (iteration.outcome === 'failed-to-start') failedStart = result.report
      if (iteration.outcome === 'interrupted') schedule.stop('interrupted')
      else {
        counted = iteration
        count(iteration)
      }
      world.take(result, iteration)
    } finally {
      schedule.ended(index, counted)
    }
  }

  const lanes = Array.from({ length: series.jobs }, async () => {
    for (let index = await nextIndex(); index !== null; index = await nextIndex()) await runOne(index)
  })
  /** Every lane asks for itself; one that gets none is done, since nothing frees a place but the lanes themselves. */
  async function nextIndex(): Promise<number | null> {
    return schedule.next(world.nowMs() - startedAtMs)
  }
  const settled = await Promise.allSettled(lanes)
  const fault = settled.find((lane) => lane.status === 'rejected')
  if (fault?.status === 'rejected') throw fault.reason
  return { aggregate: collector.finish(), badCount, failedStart }
}
