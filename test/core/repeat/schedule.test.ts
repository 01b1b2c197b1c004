import { describe, expect, it } from 'vitest'
import { measurePace } from '../../../src/core/repeat/pace.js'
import { Schedule, type Series } from '../../../src/core/repeat/schedule.js'
import { parseShard, WHOLE } from '../../../src/core/repeat/shard.js'
import type { Iteration } from '../../../src/core/report/iteration.js'

const SERIES: Series = { shard: WHOLE, count: 5, durationMs: null, untilHang: false, question: null, jobs: 1 }

const ended = (index: number, outcome: Iteration['outcome'] = 'clean'): Iteration => ({
  ...{ runId: 'r', index, startedAt: '', outcome, verdict: 'passed', exitCode: outcome === 'clean' ? 0 : 121 },
  ...{ totalMs: 1, testsMs: null, teardownMs: null, suspects: [] },
})

/** Runs one after the other to the end: the indices that were started. */
function runAll(schedule: Schedule, outcomeOf: (index: number) => Iteration['outcome'] = () => 'clean'): number[] {
  const started: number[] = []
  for (let index = schedule.next(0); index !== null && started.length < 1_000; index = schedule.next(0)) {
    started.push(index)
    schedule.ended(index, ended(index, outcomeOf(index)))
  }
  expect(schedule.isOver).toBe(true)
  return started
}

describe('Schedule', () => {
  it('counts to the end', () => {
    const schedule = new Schedule(SERIES)
    expect(runAll(schedule)).toEqual([0, 1, 2, 3, 4])
    expect(schedule.reason).toBe('count')
  })

  it('shards cover everything once', () => {
    const all = ['1/3', '2/3', '3/3'].flatMap((text) => {
      const schedule = new Schedule({ ...SERIES, count: 11, shard: parseShard(text)! })
      const started = runAll(schedule)
      expect(started).toHaveLength(schedule.expectedCount!)
      return started
    })
    expect(all.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(['0/3', '4/3', '3', 'a/b', '1/0', '-1/2'].map(parseShard)).toEqual([null, null, null, null, null, null])
  })

  it('goes on where an earlier try has ended', () => {
    const known = new Map([0, 1, 3].map((index) => [index, ended(index)]))
    expect(runAll(new Schedule(SERIES, known))).toEqual([2, 4])
  })

  it('starts no more than allowed at once', () => {
    const schedule = new Schedule({ ...SERIES, jobs: 2 })
    expect([schedule.next(0), schedule.next(0), schedule.next(0)]).toEqual([0, 1, null])
    schedule.ended(1, ended(1))
    expect([schedule.next(0), schedule.next(0)]).toEqual([2, null])
  })

  it('stops at the first hang, when asked to, at a time, or when told', () => {
    const untilHang = new Schedule({ ...SERIES, count: null, untilHang: true })
    expect(runAll(untilHang, (index) => (index === 3 ? 'overstayed' : 'clean'))).toEqual([0, 1, 2, 3])
    const bounded = new Schedule({ ...SERIES, count: null, durationMs: 1_000 })
    expect([bounded.next(999), bounded.next(1_000)]).toEqual([0, null])
    expect(bounded.reason).toBe('duration')
    const told = new Schedule(SERIES)
    told.stop('interrupted')
    expect([told.next(0), told.reason]).toEqual([null, 'interrupted'])
  })

  it('answers by the order of starting, because hung runs end late', () => {
    const schedule = new Schedule({ ...SERIES, count: null, jobs: 50, question: { below: 0.1, confidence: 0.95 } })
    for (let index = 0; index < 40; index += 1) expect(schedule.next(0)).toBe(index)
    for (let index = 1; index < 40; index += 1) schedule.ended(index, ended(index))
    expect(schedule.answer).toBe('open')
    schedule.ended(0, ended(0))
    expect(schedule.answer).toBe('below')
    expect(schedule.isOver).toBe(true)
  })

  it('does not count what was interrupted', () => {
    const schedule = new Schedule({ ...SERIES, count: null, question: { below: 0.5, confidence: 0.9 } })
    for (let index = 0; index < 20; index += 1) {
      schedule.next(0)
      schedule.ended(index, null)
    }
    expect(schedule.answer).toBe('open')
  })
})

it('the pace tells how long it still takes', () => {
  expect(measurePace({ durationMs: null }, 10, 40, 5_000)).toEqual({ perSecond: 2, leftMs: 15_000 })
  expect(measurePace({ durationMs: 8_000 }, 10, 40, 5_000).leftMs).toBe(3_000)
  expect(measurePace({ durationMs: null }, 0, null, 100)).toEqual({ perSecond: null, leftMs: null })
})
