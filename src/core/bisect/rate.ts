/**
 * What is believed of the rate at which a guilty set of files hangs: a weight for each of these rates, adding up to 1.
 * Never one number: after two hangs in two runs it may be "always", or luck, and what follows has to allow for both.
 */
export const RATES = [0.03, 0.05, 0.08, 0.12, 0.17, 0.23, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.999] as const

export type RateBelief = readonly number[]

/** Before anything is known: how likely it is that what hangs does so every time. Most leaks are of this kind. */
const PRIOR_OF_ALWAYS = 0.8

export const PRIOR_BELIEF: RateBelief = RATES.map((_, index) =>
  index === RATES.length - 1 ? PRIOR_OF_ALWAYS : (1 - PRIOR_OF_ALWAYS) / (RATES.length - 1),
)

/** After one more run of a set that is known to be guilty. */
export function believe(belief: RateBelief, hung: boolean): RateBelief {
  return normalize(belief.map((weight, index) => weight * (hung ? RATES[index]! : 1 - RATES[index]!)))
}

export function expectRate(belief: RateBelief): number {
  return belief.reduce((sum, weight, index) => sum + weight * RATES[index]!, 0)
}

/** Silent runs in a row after which a guilty set would have hung at least once, with this error left. */
export function countRepeats(belief: RateBelief, error: number): number {
  let silent = belief
  let count = 0
  do {
    silent = silent.map((weight, index) => weight * (1 - RATES[index]!))
    count += 1
  } while (silent.reduce((sum, weight) => sum + weight, 0) > error)
  return count
}

export function normalize(weights: readonly number[]): readonly number[] {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return sum > 0 ? weights.map((weight) => weight / sum) : weights.map(() => 1 / weights.length)
}
