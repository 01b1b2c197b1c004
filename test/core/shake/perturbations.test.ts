import { expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { deriveSeed, type Perturbation, perturb, SEEDS } from '../../../src/core/shake/perturbations.js'

const take = (seed: number, count: number): Perturbation[] => {
  const plan = perturb(seed)
  return Array.from({ length: count }, () => plan.next().value)
}

it('the seed gives the same disturbances, another one others', () => {
  expect(take(7, 100)).toEqual(take(7, 100))
  expect(take(7, 100)).not.toEqual(take(8, 100))
})

it('every kind comes, within its bounds', () => {
  const all = take(1, 5_000)
  expect(new Set(all.map(({ what }) => what))).toEqual(new Set(['freeze', 'load', 'nice']))
  for (const one of all) {
    expect(one.afterMs).toBeGreaterThanOrEqual(LIMITS.shakeGapMinMs)
    expect(one.afterMs).toBeLessThanOrEqual(LIMITS.shakeGapMaxMs)
    if (one.what === 'freeze') expect(one.forMs).toBeLessThanOrEqual(LIMITS.shakeFreezeMaxMs)
    if (one.what === 'nice') expect(one.value).toBeGreaterThanOrEqual(1)
    if (one.what !== 'load') expect(one.pick).toBeLessThan(1)
  }
})

it('each iteration has a seed of its own that can be typed', () => {
  const seeds = Array.from({ length: 1_000 }, (_, index) => deriveSeed(5, index))
  expect(new Set(seeds).size).toBe(1_000)
  for (const seed of seeds) expect(seed).toBeLessThan(SEEDS)
})
