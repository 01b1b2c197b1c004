import { expect, inject, test } from 'vitest'
import { totalOf } from '../src/basket.js'

test('adds up a basket', async () => {
  const response = await fetch(inject('prices'))
  expect(totalOf(['apple', 'pear', 'pear'], (await response.json()) as Record<string, number>)).toBe(11)
})

test('is free when empty', () => {
  expect(totalOf([], {})).toBe(0)
})
