import type { Series } from './schedule.js'

export interface Pace {
  readonly perSecond: number | null
  /** ms until the series is over at this pace; null: unknown. */
  readonly leftMs: number | null
}

/** How fast it goes and how long it still takes, by what has been done so far. */
export function measurePace(
  series: Pick<Series, 'durationMs'>,
  doneCount: number,
  expectedCount: number | null,
  elapsedMs: number,
): Pace {
  const perMs = doneCount === 0 || elapsedMs <= 0 ? null : doneCount / elapsedMs
  const ends: number[] = []
  if (perMs !== null && expectedCount !== null) ends.push(Math.max(0, expectedCount - doneCount) / perMs)
  if (series.durationMs !== null) ends.push(Math.max(0, series.durationMs - elapsedMs))
  return { perSecond: perMs === null ? null : perMs * 1_000, leftMs: ends.length === 0 ? null : Math.min(...ends) }
}
