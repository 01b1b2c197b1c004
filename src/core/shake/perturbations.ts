import { LIMITS } from '../limits.js'

/**
 * One disturbance of a run's timing. `pick` chooses among the processes that live at that moment, in the order of their
 * starts: 0 is the first, values near 1 the last.
 */
export type Perturbation =
  /** Stopped for a while, as a process is that gets no CPU: its timers fall due together, its answers come late. */
  | { readonly what: 'freeze'; readonly afterMs: number; readonly pick: number; readonly forMs: number }
  /** Others compete for the CPU. */
  | { readonly what: 'load'; readonly afterMs: number; readonly forMs: number }
  /** From now on it comes after others. */
  | { readonly what: 'nice'; readonly afterMs: number; readonly pick: number; readonly value: number }

const LOAD_SHARE = 0.1
const NICE_SHARE = 0.1

/**
 * The disturbances of a run in the order of their time, without end: the same seed gives the same ones. `afterMs` counts
 * from the one before. Lengths are spread evenly over their orders of magnitude, because a race may be lost by a
 * millisecond or by a quarter of a second.
 */
export function* perturb(seed: number): Generator<Perturbation, never> {
  const random = createRandom(seed)
  const between = (low: number, high: number) => Math.round(low * (high / low) ** random())
  for (;;) {
    const afterMs = between(LIMITS.shakeGapMinMs, LIMITS.shakeGapMaxMs)
    const kind = random()
    if (kind < LOAD_SHARE) yield { what: 'load', afterMs, forMs: between(50, LIMITS.shakeLoadMaxMs) }
    else if (kind < LOAD_SHARE + NICE_SHARE) {
      yield { what: 'nice', afterMs, pick: random(), value: 1 + Math.floor(random() * 19) }
    } else yield { what: 'freeze', afterMs, pick: random(), forMs: between(2, LIMITS.shakeFreezeMaxMs) }
  }
}

/** The seed of one iteration of a series: every iteration its own, each reproducible alone. */
export function deriveSeed(seed: number, index: number): number {
  return Math.floor(createRandom(seed + Math.imul(index + 1, 0x9e3779b1))() * SEEDS)
}

/** Seeds are small enough to be typed. */
export const SEEDS = 1_000_000_000

/** Numbers between 0 and 1 that look random and depend on the seed alone (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
