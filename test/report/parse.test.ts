import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeReports } from '../../src/core/report/aggregate.js'
import { renderJson } from '../../src/report/json.js'
import { parseDocument, parseDocumentLines, parseReport } from '../../src/report/parse.js'
import { renderRepeatJson } from '../../src/report/repeat/document.js'
import { makeHostileReport, REPORT_NAMES, readReport, readReportText } from './support.js'

function parseWith(change: object) {
  return parseReport(JSON.stringify({ ...readReport('overstayed-two'), ...change }))
}

describe('parseReport', () => {
  it.each(REPORT_NAMES)('reads %s back as it was written', (name) => {
    const { $schema: _, ...report } = readReport(name) as never as Record<string, unknown>
    expect(parseReport(readReportText(name))).toEqual({ ok: true, kind: 'report', report, notes: [] })
    expect(parseReport(renderJson(readReport(name)))).toEqual({ ok: true, kind: 'report', report, notes: [] })
  })

  it('loses nothing of hostile text', () => {
    const report = makeHostileReport()
    const parsed = parseReport(renderJson(report))
    expect(parsed.ok && parsed.report.suspects).toEqual(report.suspects)
    expect(parsed.ok && parsed.report.command).toEqual(report.command)
  })

  it.each([
    ['empty', ' \n'],
    ['foreign', '<html></html>'],
    ['foreign', '[1, 2]'],
    ['foreign', '{"format": "something"}'],
    ['foreign', 'null'],
    ['truncated', readReportText('clean').slice(0, 700)],
    ['damaged', '{"format" "overstay-report"}'],
    ['damaged', '{"format": "overstay-report"}'],
    ['damaged', '{"format": "overstay-report", "schemaVersion": "1.0"}'],
    ['damaged', '{"format": "overstay-report", "schemaVersion": "0.9"}'],
    ['newer', '{"format": "overstay-report", "schemaVersion": "2.0"}'],
    [
      'damaged',
      `{"format": "overstay-report", "schemaVersion": "1.0", "profile": ${'['.repeat(1e5)}${']'.repeat(1e5)}}`,
    ],
    ['tooLarge', ' '.repeat(65 * 1024 * 1024)],
  ])('answers a file that is %s in one line', (problem, text) => {
    const parsed = parseReport(text)
    expect(parsed).toMatchObject({ ok: false, problem })
    expect(!parsed.ok && parsed.message).toMatch(/^[^\n\u001b]{10,300}$/)
  })

  it('says which field is wrong', () => {
    expect(parseWith({ timing: { totalMs: '5' } })).toMatchObject({
      message: expect.stringContaining('timing.totalMs') as string,
    })
  })

  it('drops fields and keeps words of a newer minor version, and says so', () => {
    const parsed = parseWith({ schemaVersion: '1.7', outcome: 'evaporated', addition: 1 })
    expect(parsed).toMatchObject({
      ok: true,
      report: { outcome: 'evaporated' },
      notes: [expect.stringContaining('1.7')],
    })
    expect(parsed.ok && 'addition' in parsed.report).toBe(false)
    expect(parseWith({ outcome: 'evaporated' })).toMatchObject({ ok: false, problem: 'damaged' })
  })

  it('answers any damage without throwing', () => {
    const whole = readReportText('leaked')
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(40), fc.string(), (at, gone, put) => {
        const parsed = parseReport(whole.slice(0, at) + put + whole.slice(at + gone))
        if (!parsed.ok) expect(parsed.message).not.toContain('\n')
      }),
    )
  })
})

it('reads a file of one report a line, each on its own', () => {
  const line = (name: string) => renderJson(readReport(name), { indent: 0 })
  const parsed = parseDocumentLines(`${line('clean')}\n${line('leaked')}{"format": "over`)
  expect(parsed.map((one) => (one.ok ? one.kind : one.problem))).toEqual(['report', 'report', 'truncated'])
})

it('reads many runs back as they were written, and merges them within the bounds', () => {
  const aggregate = mergeReports(REPORT_NAMES.map(readReport))
  const text = renderRepeatJson(aggregate)
  expect(parseDocument(text)).toEqual({ ok: true, kind: 'repeat', aggregate, notes: [] })
  expect(parseReport(text)).toMatchObject({ ok: false, problem: 'foreign' })
  expect(parseDocument(text.replace('"exitCode": 121', '"exitCode": "x"'))).toMatchObject({
    ok: false,
    problem: 'damaged',
  })
})
