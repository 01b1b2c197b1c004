import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Aggregate,
  AggregateCollector,
  EMPTY_AGGREGATE,
  mergeAggregates,
  mergeReports,
} from '../../../src/core/report/aggregate.js'
import { type Iteration, reduceReport } from '../../../src/core/report/iteration.js'
import { compareAggregates, summarizeAggregate } from '../../../src/core/report/summary.js'
import { renderComparisonText, renderSummaryText } from '../../../src/report/repeat/text.js'
import { makeHostileReport, readReport } from '../../report/support.js'

const TEXT = { width: 80, colour: false, verbosity: 'normal', ascii: false } as const

const SOME = ['clean', 'overstayed-one', 'overstayed-two', 'leaked', 'stalled'].map((name) =>
  reduceReport(readReport(name)),
)

/** Few run names and indexes, so that the same run comes up again and again, sometimes with another content. */
const iterations: fc.Arbitrary<Iteration> = fc
  .tuple(fc.constantFrom(...SOME), fc.constantFrom('a', 'b'), fc.option(fc.nat(6)), fc.nat(3))
  .map(([one, runId, index, totalMs]) => ({ ...one, runId, index, totalMs }))

const aggregates: fc.Arbitrary<Aggregate> = fc.array(iterations, { maxLength: 12 }).map((list) => collect(list, 4))

function collect(list: readonly Iteration[], max: number): Aggregate {
  const collector = new AggregateCollector(max)
  for (const one of list) collector.add(one)
  return collector.finish()
}

/** As `mergeAggregates`, with a bound so small that it bites. */
function merge(a: Aggregate, b: Aggregate): Aggregate {
  return collect([...a.iterations, ...b.iterations], 4)
}

describe('merging', () => {
  it('does not depend on order, grouping or repetition', () => {
    fc.assert(
      fc.property(aggregates, aggregates, aggregates, (a, b, c) => {
        expect(merge(a, b).iterations).toEqual(merge(b, a).iterations)
        expect(merge(merge(a, b), c).iterations).toEqual(merge(a, merge(b, c)).iterations)
        expect(merge(a, a).iterations).toEqual(a.iterations)
        expect(mergeAggregates(a, EMPTY_AGGREGATE)).toEqual(a)
      }),
    )
  })

  it('counts a run once, however many files it is in', () => {
    const reports = [readReport('clean'), readReport('leaked'), readReport('clean')]
    expect(mergeReports(reports).iterations).toHaveLength(2)
    const shards = [0, 1, 2, 1].map((iteration) => ({ ...readReport('clean'), iteration }))
    expect(mergeReports(shards).iterations.map((one) => one.index)).toEqual([0, 1, 2])
  })

  it('keeps a fair sample within its bound', () => {
    const collector = new AggregateCollector(500)
    for (let index = 0; index < 20_000; index += 1) collector.add({ ...SOME[index % 2]!, runId: 'r', index })
    const { iterations: kept, sampled } = collector.finish()
    expect(sampled).toBe(true)
    expect(kept).toHaveLength(500)
    const hung = kept.filter((one) => one.outcome === 'overstayed').length
    expect(Math.abs(hung - 250)).toBeLessThan(60)
  })
})

describe('summarizeAggregate', () => {
  const runs = (name: string, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => ({ ...readReport(name), runId: 'r', iteration: from + index }))

  it('counts outcomes, rates and culprits', () => {
    const aggregate = mergeReports([
      ...runs('clean', 0, 46),
      ...runs('overstayed-one', 46, 3),
      ...runs('overstayed-two', 49, 1),
    ])
    expect(renderSummaryText(summarizeAggregate(aggregate), TEXT)).toMatchInlineSnapshot(`
      "overstay: 4 of 50 runs hung (8 %, between 3.2 % and 19 % at 95 % confidence)
        outcomes 46 clean, 4 overstayed
        teardown median 181 ms, 90 % within 181 ms, 99 % within 9.2 s, longest 12.9 s
        run      median 3.3 s, 90 % within 3.3 s, 99 % within 12.4 s, longest 16 s
        culprits 3x src/db/pool.ts:41  interval of 30 s [proved]
                 fix: clearInterval() it in afterAll, or .unref() it where it is made
                 1x test/global-setup.ts:17  child mock-server.mjs (pid 4251) still r…
                 fix: kill the child in globalTeardown and wait for its exit
                 1x test/helpers/mock-server.mjs:9  HTTP server listening on 127.0.0.…
                 fix: server.close() before the process is to end
        files    test/pool.test.ts: in 3 of 4 runs with a suspect
      "
    `)
  })

  it('leaves out runs that say nothing', () => {
    const summary = summarizeAggregate(mergeReports([...runs('interrupted', 0, 2), ...runs('clean', 2, 2)]))
    expect(summary).toMatchObject({ runCount: 4, hangs: { count: 0, total: 2 } })
  })

  it('tells a change from chance', () => {
    const before = mergeReports([...runs('clean', 0, 10), ...runs('overstayed-one', 10, 30)])
    const after = mergeReports(runs('clean', 0, 40))
    expect(renderComparisonText(compareAggregates(before, after), TEXT)).toMatchInlineSnapshot(`
      "overstay: it hangs less: -75 points (-85.8 points to -57.5 points)
        before   30 of 40 hung (75 %, between 60 % and 86 % at 95 % confidence)
        after    0 of 40 hung (0 %, between 0 % and 8.8 % at 95 % confidence)
        teardown median 5.4 s before, 181 ms after
        gone     30x src/db/pool.ts:41  interval of 30 s [proved]
      "
    `)
    expect(
      compareAggregates(mergeReports(runs('overstayed-one', 0, 1)), mergeReports(runs('clean', 0, 1))).verdict,
    ).toBe('unclear')
    expect(compareAggregates(after, before).verdict).toBe('worse')
  })

  it('states the facts of one run each', () => {
    const comparison = compareAggregates(mergeReports(runs('overstayed-one', 0, 1)), mergeReports(runs('clean', 0, 1)))
    expect(renderComparisonText(comparison, TEXT)).toMatchInlineSnapshot(`
      "overstay: overstayed before, clean after
        note     one run each: overstay repeat -n 20 tells a change from chance
        teardown 5.4 s before, 181 ms after
        gone     1x src/db/pool.ts:41  interval of 30 s [proved]
      "
    `)
  })

  it('knows a culprit again by its place, not by its pids and ports', () => {
    const report = readReport('overstayed-two')
    const [first, second] = report.suspects
    const another = {
      ...second!,
      site: null,
      summary: 'HTTP server listening on 127.0.0.1:5',
      process: { ...second!.process, name: 'srv' },
    }
    const same = { ...another, summary: 'HTTP server listening on 127.0.0.1:6' }
    const aggregate = mergeReports([
      { ...report, iteration: 0, suspects: [first!, another] },
      { ...report, iteration: 1, suspects: [same] },
    ])
    expect(summarizeAggregate(aggregate).culprits.map((culprit) => culprit.share.count)).toEqual([2, 1])
  })

  it('makes hostile text harmless', () => {
    const text = renderSummaryText(summarizeAggregate(mergeReports([makeHostileReport()])), { ...TEXT, width: 24 })
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|^\s*::|##\[/m)
  })
})
