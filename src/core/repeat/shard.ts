/** One machine's share of the iterations: every `count`th, beginning with `index` (from 0). */
export interface Shard {
  readonly index: number
  readonly count: number
}

export const WHOLE: Shard = { index: 0, count: 1 }

/** `2/20`: the second of twenty, as test runners write it. Null when it is not that. */
export function parseShard(text: string): Shard | null {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text)
  if (match === null) return null
  return makeShard(Number(match[1]) - 1, Number(match[2]))
}

/** `index` from 0. Null where it lies outside. */
export function makeShard(index: number, count: number): Shard | null {
  const isInside = Number.isInteger(index) && Number.isInteger(count) && index >= 0 && index < count
  return isInside ? { index, count } : null
}

/**
 * The iteration that comes `turn`th (from 0) on this shard. Iterations are dealt out in turns, so shards that get on
 * unevenly, or stop early, still cover the same stretch.
 */
export function iterationAt(shard: Shard, turn: number): number {
  return turn * shard.count + shard.index
}
