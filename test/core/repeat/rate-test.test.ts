import { describe, expect, it } from 'vitest'
import {
  answerRate,
  countLeastRuns,
  type RateAnswer,
  type RateQuestion,
  sumBinomial,
} from '../../../src/core/repeat/rate-test.js'
import { createRandom } from './random.js'

const QUESTION: RateQuestion = { below: 0.1, confidence: 0.95 }

/** Asks after every run, as `repeat` does, until there is an answer. */
function watch(question: RateQuestion, hangs: () => boolean, runsMax: number): { answer: RateAnswer; runs: number } {
  let count = 0
  for (let runs = 1; runs <= runsMax; runs += 1) {
    if (hangs()) count += 1
    const answer = answerRate(question, count, runs)
    if (answer !== 'open') return { answer, runs }
  }
  return { answer: 'open', runs: runsMax }
}

/** The share of 2000 series of at most 400 runs that end with this answer. */
function shareOf(answer: RateAnswer, rate: number): number {
  const random = createRandom(7)
  const series = Array.from({ length: 2_000 }, () => watch(QUESTION, () => random() < rate, 400))
  return series.filter((one) => one.answer === answer).length / series.length
}

describe('answerRate', () => {
  it('is seldom wrong although it is asked after every run', () => {
    expect(shareOf('below', 0.1)).toBeLessThanOrEqual(0.05)
    expect(shareOf('below', 0.12)).toBeLessThanOrEqual(0.05)
    expect(shareOf('above', 0.1)).toBeLessThanOrEqual(0.05)
    expect(shareOf('above', 0.08)).toBeLessThanOrEqual(0.05)
  })

  it('comes to an end where the rate is far from the bound', () => {
    expect(shareOf('below', 0.02)).toBeGreaterThan(0.95)
    expect(shareOf('above', 0.3)).toBeGreaterThan(0.95)
  })

  it('needs the least number of runs when none hangs', () => {
    expect(countLeastRuns(QUESTION)).toBe(36)
    expect(watch(QUESTION, () => false, 100)).toEqual({ answer: 'below', runs: 36 })
    expect(watch({ below: 0.01, confidence: 0.99 }, () => false, 1_000).runs).toBe(
      countLeastRuns({ below: 0.01, confidence: 0.99 }),
    )
  })
})

it('binomial sums are right, also where single terms are tiny', () => {
  expect(sumBinomial(4, 0.5, 0, 2)).toBeCloseTo(11 / 16, 12)
  expect(sumBinomial(100_000, 0.3, 0, 100_000)).toBeCloseTo(1, 6)
  expect(sumBinomial(50, 0.1, 20, 50)).toBeCloseTo(2.3686e-8, 12)
})
