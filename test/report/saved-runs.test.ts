import { describe, expect, it } from 'vitest'
import { mergeReports } from '../../src/core/report/aggregate.js'
import { renderJson } from '../../src/report/json.js'
import { renderRepeatJson } from '../../src/report/repeat/document.js'
import { renderComparison, SavedRuns } from '../../src/report/saved-runs.js'
import { readReport, readReportText } from './support.js'

const TEXT = { width: 100, colour: false, verbosity: 'normal', ascii: false } as const

const line = (name: string, iteration: number) =>
  renderJson({ ...readReport(name), runId: 'r', iteration }, { indent: 0 })

function read(...texts: string[]): SavedRuns {
  const saved = new SavedRuns()
  for (const [index, text] of texts.entries()) saved.addFile(`f${index}`, text)
  return saved
}

describe('SavedRuns', () => {
  it('keeps every face of one report', async () => {
    const saved = read(readReportText('overstayed-one'))
    expect(saved.onlyReport?.outcome).toBe('overstayed')
    for (const format of ['text', 'html', 'trace', 'otlp', 'github-outputs']) {
      expect(await saved.render(format)).toMatchObject({ ok: true })
    }
    expect(await saved.render('pdf')).toMatchObject({ ok: false, message: expect.stringContaining('junit') as string })
  })

  it('puts several together, each run once', async () => {
    const shards = [line('clean', 0) + line('overstayed-one', 1), line('overstayed-one', 1) + line('clean', 2)]
    const repeat = renderRepeatJson(mergeReports([{ ...readReport('clean'), runId: 'r', iteration: 3 }]))
    const saved = read(...shards, repeat)
    expect(saved.problems).toEqual([])
    expect(saved.aggregate.iterations.map((one) => one.index)).toEqual([0, 1, 2, 3])
    expect(await saved.render('text')).toMatchObject({ text: expect.stringContaining('1 of 4 runs hung') as string })
    expect(await saved.render('trace')).toMatchObject({ ok: false, message: 'trace shows one run, and 4 were given' })
  })

  it('says which files and lines it could not read, and goes on', async () => {
    const saved = read(
      'nonsense',
      `${line('clean', 0)}${line('clean', 1)}{"format": "overst`,
      readReportText('clean').slice(0, 500),
    )
    expect(saved.problems.map((problem) => problem.split(': ')[0])).toEqual(['f0', 'f1:3', 'f2'])
    expect(saved.documentCount).toBe(2)
    expect(await read('nonsense').render('text')).toEqual({ ok: false, message: 'no report could be read' })
  })

  it('takes a file of many runs for no single report', () => {
    const saved = read(renderRepeatJson(mergeReports([readReport('clean')])))
    expect(saved.onlyReport).toBeNull()
    expect(saved.documentCount).toBe(1)
  })
})

it('compares two sets of runs', () => {
  const before = read(Array.from({ length: 30 }, (_, index) => line('overstayed-one', index)).join(''))
  const after = read(Array.from({ length: 30 }, (_, index) => line('clean', index)).join(''))
  expect(renderComparison(before, after, 'text', TEXT)).toMatchObject({
    text: expect.stringContaining('hangs less') as string,
  })
  expect(renderComparison(before, after, 'json', TEXT)).toMatchObject({
    text: expect.stringContaining('"better"') as string,
  })
  expect(renderComparison(before, after, 'html', TEXT)).toMatchObject({ ok: false })
})
