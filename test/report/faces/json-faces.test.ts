import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../../src/core/report/model.js'
import { renderChromeTrace } from '../../../src/report/chrome-trace.js'
import { renderCtrf } from '../../../src/report/ctrf.js'
import { renderOtlp } from '../../../src/report/otlp.js'
import { renderSpeedscope } from '../../../src/report/speedscope.js'
import { makeHostileReport, REPORT_NAMES, readReport } from '../support.js'
import { CTRF_SCHEMA, OTLP_SCHEMA, SPEEDSCOPE_SCHEMA, TRACE_SCHEMA } from './foreign-schemas.js'

const ajv = new Ajv({ allErrors: true, strict: false })
addFormats.default(ajv)

const REPORTS: [string, Report][] = [
  ...REPORT_NAMES.map((name): [string, Report] => [name, readReport(name)]),
  ['hostile text', makeHostileReport()],
  ['a report without times', { ...readReport('overstayed-two'), startedAt: 'yesterday' }],
]

function checkSchema(schema: object, text: string): unknown {
  const validate = ajv.compile(schema)
  const value: unknown = JSON.parse(text)
  expect(validate(value), JSON.stringify(validate.errors, null, 1)).toBe(true)
  return value
}

describe('CTRF', () => {
  it.each(REPORTS.filter(([name]) => name !== 'a report without times'))('%s', (_, report) => {
    const { results } = checkSchema(CTRF_SCHEMA, renderCtrf(report)) as {
      results: { summary: Record<string, number>; tests: { status: string }[] }
    }
    for (const status of ['passed', 'failed', 'skipped']) {
      expect(results.tests.filter((test) => test.status === status)).toHaveLength(results.summary[status]!)
    }
    expect(results.summary['tests']).toBe(results.tests.length)
    expect(results.summary['start']).toBe(Date.parse(report.startedAt))
  })
})

interface TraceEvent {
  ph: string
  pid: number
  tid: number
  ts?: number
  name: string
}

describe('Chrome trace', () => {
  it.each(REPORTS)('%s: begins and ends are pairs, in the order of time', (_, report) => {
    const { traceEvents } = checkSchema(TRACE_SCHEMA, renderChromeTrace(report)) as { traceEvents: TraceEvent[] }
    const open = new Map<string, string[]>()
    let last = 0
    for (const event of traceEvents.filter((one) => one.ph !== 'M')) {
      expect(event.ts).toBeGreaterThanOrEqual(last)
      last = event.ts!
      const track = `${event.pid}/${event.tid}`
      const stack = open.get(track) ?? []
      open.set(track, stack)
      if (event.ph === 'B') stack.push(event.name)
      if (event.ph === 'E') expect(stack.pop()).toBe(event.name)
    }
    expect([...open.values()].flat()).toEqual([])
  })
})

describe('speedscope', () => {
  it.each(REPORTS)('%s: samples name frames that are there', (_, report) => {
    const file = checkSchema(SPEEDSCOPE_SCHEMA, renderSpeedscope(report)) as {
      shared: { frames: unknown[] }
      profiles: { samples: number[][]; weights: number[]; endValue: number }[]
    }
    for (const profile of file.profiles) {
      expect(profile.weights).toHaveLength(profile.samples.length)
      expect(profile.weights.reduce((sum, weight) => sum + weight, 0)).toBe(profile.endValue)
      for (const index of profile.samples.flat()) expect(index).toBeLessThan(file.shared.frames.length)
    }
  })
})

interface OtlpSpan {
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
}

describe('OTLP', () => {
  it.each(REPORTS)('%s: one line, spans that hang together', (_, report) => {
    const text = renderOtlp(report)
    expect(text.indexOf('\n')).toBe(text.length - 1)
    const request = checkSchema(OTLP_SCHEMA, text) as { resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[] }
    const spans = request.resourceSpans[0]!.scopeSpans[0]!.spans
    const ids = new Set(spans.map((span) => span.spanId))
    expect(ids.size).toBe(spans.length)
    expect(spans.filter((span) => span.parentSpanId === undefined)).toHaveLength(1)
    for (const span of spans) {
      if (span.parentSpanId !== undefined) expect(ids).toContain(span.parentSpanId)
      expect(BigInt(span.endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(span.startTimeUnixNano))
    }
  })

  it('calls an overstay a timeout of the task and a success of the suite', () => {
    const text = renderOtlp(readReport('overstayed-one'))
    expect(text).toContain('{"key":"cicd.pipeline.task.run.result","value":{"stringValue":"timeout"}}')
    expect(text).toContain('{"key":"test.suite.run.status","value":{"stringValue":"success"}}')
  })
})
