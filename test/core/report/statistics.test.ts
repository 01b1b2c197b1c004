import { expect, it } from 'vitest'
import { compareShares, estimateShare, measureSpread } from '../../../src/core/report/statistics.js'

/** Reference values of Wilson's score interval at 95 %, as statistics packages give them. */
it.each([
  [0, 20, 0, 0.1611],
  [1, 10, 0.0179, 0.4042],
  [5, 10, 0.2366, 0.7634],
  [20, 20, 0.8389, 1],
  [81, 263, 0.2553, 0.3662],
])('%i of %i lies between %f and %f', (count, total, low, high) => {
  const share = estimateShare(count, total)
  expect(share.low).toBeCloseTo(low, 3)
  expect(share.high).toBeCloseTo(high, 3)
})

it('claims nothing of no runs', () => expect(estimateShare(0, 0)).toMatchObject({ low: 0, high: 1 }))

/** Newcombe 1998, table II, method 10: 56/70 against 48/80. */
it('gives the interval of a difference', () => {
  const { difference, low, high } = compareShares(estimateShare(48, 80), estimateShare(56, 70))
  expect(difference).toBeCloseTo(0.2, 6)
  expect(low).toBeCloseTo(0.0524, 3)
  expect(high).toBeCloseTo(0.3339, 3)
})

it('measures a spread', () => {
  expect(measureSpread([5, 1, 3, 2, 4])).toMatchObject({ min: 1, median: 3, max: 5, count: 5 })
  expect(measureSpread([1, 2])?.median).toBe(1.5)
  expect(measureSpread([])).toBeNull()
})
