/** Is a rate below a bound? Asked run by run, so that it can be answered as soon as the runs say so. */
export interface RateQuestion {
  /** The bound, between 0 and 1. */
  readonly below: number
  /** How sure the answer has to be, between 0 and 1: at most 1 - confidence of all such answers are wrong. */
  readonly confidence: number
}

export type RateAnswer = 'below' | 'above' | 'open'

/**
 * The answer after `hangs` of `runs`, taken in the order in which they were started. It may be asked after every run:
 * looking often does not make it less true, because the allowed error is split over the numbers of hangs (half of it
 * for none, a sixth for one, a twelfth for two, …) and each of these has one exact binomial test. Runs must be counted in order: with
 * several at once the quick ones come first, and hung ones are never quick.
 */
export function answerRate({ below, confidence }: RateQuestion, hangs: number, runs: number): RateAnswer {
  const error = 1 - confidence
  if (sumBinomial(runs, below, 0, hangs) <= error / ((hangs + 1) * (hangs + 2))) return 'below'
  if (hangs > 0 && sumBinomial(runs, below, hangs, runs) <= error / (hangs * (hangs + 1))) return 'above'
  return 'open'
}

/** Runs without any hang after which the answer is `below`; the least it can take. */
export function countLeastRuns({ below, confidence }: RateQuestion): number {
  return Math.ceil(Math.log((1 - confidence) / 2) / Math.log1p(-below))
}

/** The probability of `from` to `to` hits in `runs` tries of probability `rate`, summed in logarithms. */
export function sumBinomial(runs: number, rate: number, from: number, to: number): number {
  const odds = Math.log(rate) - Math.log1p(-rate)
  let logTerm = runs * Math.log1p(-rate)
  let sum = 0
  for (let hits = 0; hits <= Math.min(to, runs); hits += 1) {
    if (hits >= from) {
      const term = Math.exp(logTerm)
      sum += term
      // Past the peak the terms only shrink: what is left does not show in the sum.
      if (hits > runs * rate && term < sum * 1e-17) break
    }
    logTerm += Math.log((runs - hits) / (hits + 1)) + odds
  }
  return Math.min(1, sum)
}
