import { describe, expect, it } from 'vitest'
import { findReportFormat, REPORT_FORMATS } from '../../src/report/formats.js'
import { parseIsoUtc } from '../../src/report/time.js'
import { makeHostileReport, REPORT_NAMES, readReport } from './support.js'

describe('REPORT_FORMATS', () => {
  it('names each format once', () => {
    expect(REPORT_FORMATS.map((format) => format.name)).toEqual([
      'text',
      'json',
      'html',
      'markdown',
      'junit',
      'ctrf',
      'trace',
      'speedscope',
      'otlp',
    ])
    expect(findReportFormat('junit')?.extension).toBe('.xml')
    expect(findReportFormat('toString')).toBeUndefined()
  })

  it.each(REPORT_FORMATS)('$name gives the same bytes for the same report', async (format) => {
    for (const name of REPORT_NAMES) {
      const text = await format.render(readReport(name))
      expect(await format.render(readReport(name))).toBe(text)
      if (name !== 'clean') expect(text).toMatch(/\n$/)
    }
  })

  it.each(REPORT_FORMATS.filter((format) => format.name !== 'json'))(
    '$name is quick and bounded for huge text',
    async (format) => {
      const report = makeHostileReport('\u001b[31m<&`'.repeat(150_000))
      const started = performance.now()
      const text = await format.render(report)
      expect(performance.now() - started).toBeLessThan(2000)
      expect(text.length).toBeLessThan(1_000_000)
    },
  )

  it.each(REPORT_FORMATS)('$name never lets a control character through', async (format) => {
    const text = (await format.render(makeHostileReport())).replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u2028]|\p{Surrogate}/u)
    expect(text).not.toMatch(/^\s*::|##\[/m)
  })
})

it.each(['2026-11-22T03:04:05.678Z', '1970-01-01T00:00:00Z', '2000-02-29T23:59:59.1Z', '2100-03-01T00:00:00.000Z'])(
  'reads %s as the calendar does',
  (text) => expect(parseIsoUtc(text)).toBe(Date.parse(text)),
)

it('takes no other text for a time', () => expect(parseIsoUtc('22 Nov 2026')).toBe(0))
