import { describe, expect, it } from 'vitest'
import { type Aggregate, EMPTY_AGGREGATE, mergeReports } from '../../src/core/report/aggregate.js'
import { compareAggregates } from '../../src/core/report/summary.js'
import { renderComparisonJson } from '../../src/report/repeat/document.js'
import { findRepeatFormat, REPEAT_FORMATS } from '../../src/report/repeat/formats.js'
import { layHistogram } from '../../src/report/repeat/histogram.js'
import { findUnclosed, listTags } from './faces/html-tags.js'
import { checkJunit } from './faces/junit-rules.js'
import { makeHostileReport, REPORT_NAMES, readReport } from './support.js'

const ALL = mergeReports(REPORT_NAMES.map((name, iteration) => ({ ...readReport(name), iteration })))

function runs(name: string, count: number): Aggregate {
  return mergeReports(Array.from({ length: count }, (_, iteration) => ({ ...readReport(name), iteration })))
}

async function render(name: string, aggregate: Aggregate): Promise<string> {
  return findRepeatFormat(name)!.render(aggregate)
}

describe('REPEAT_FORMATS', () => {
  it.each(REPEAT_FORMATS)('$name shows any set of runs, the same each time', async (format) => {
    for (const aggregate of [ALL, EMPTY_AGGREGATE, runs('clean', 3)]) {
      const text = await format.render(aggregate)
      expect(text).toMatch(/\n$/)
      expect(await format.render(aggregate)).toBe(text)
    }
  })

  it.each(REPEAT_FORMATS)('$name makes hostile text harmless', async (format) => {
    const text = await format.render(mergeReports([makeHostileReport()]))
    const outside = text.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
    expect(outside).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066]|\p{Surrogate}/u)
    expect(outside).not.toMatch(/^\s*::|##\[/m)
  })
})

describe('HTML', () => {
  it('is well formed, and of the same structure whatever the text is', async () => {
    expect(findUnclosed(await render('html', ALL))).toEqual([])
    const hostile = await render('html', mergeReports([makeHostileReport()]))
    expect(listTags(hostile)).toEqual(listTags(await render('html', mergeReports([makeHostileReport('x')]))))
  })

  it('stays small for many runs', async () => {
    expect((await render('html', runs('overstayed-one', 20_000))).length).toBeLessThan(2_000_000)
  })
})

describe('JUnit', () => {
  const elements = async (aggregate: Aggregate) => {
    const [one] = checkJunit(await render('junit', aggregate)).children
    return one!.children.map((child) => child.name)
  }

  it('passes when no run is bad', async () => expect(await elements(runs('clean', 3))).toEqual(['system-out']))

  it('is flaky when some are, and fails when all are', async () => {
    const mixed = mergeReports([{ ...readReport('overstayed-one'), iteration: 9 }, readReport('clean')])
    expect(await elements(mixed)).toEqual(['flakyFailure', 'system-out'])
    expect(await elements(runs('overstayed-one', 3))).toEqual(['failure', 'rerunFailure', 'rerunFailure'])
  })

  it('holds hostile text as text', async () => {
    checkJunit(await render('junit', mergeReports([makeHostileReport()])))
  })
})

it('writes a comparison for scripts', () => {
  const text = renderComparisonJson(compareAggregates(runs('overstayed-one', 40), runs('clean', 40)))
  expect(JSON.parse(text)).toMatchObject({
    format: 'overstay-comparison',
    verdict: 'better',
    gone: [{ kind: 'timer' }],
  })
})

describe('layHistogram', () => {
  it.each([[[]], [[5]], [[0, 0, 0]], [[1, 10, 100, 1000]], [[Number.NaN, 3]]])('counts each of %j once', (values) => {
    const bins = layHistogram(values, 60)
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(values.filter((value) => value >= 0).length)
    for (const [index, bin] of bins.entries()) {
      expect(bin.toMs).toBeGreaterThan(bin.fromMs)
      if (index > 0) expect(bin.fromMs).toBeCloseTo(bins[index - 1]!.toMs)
    }
  })
})
