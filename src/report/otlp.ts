import { hashToHex } from '../core/report/hash.js'
import type { Report, ReportProcess, ReportSuspect } from '../core/report/model.js'
import { formatCommand, formatProcessName } from '../core/words/command.js'
import { showText } from '../core/words/escape.js'
import { describeOutcome, judgeSeverity } from '../core/words/outcome.js'
import { formatPlace } from '../core/words/suspect.js'
import { stringifySafely } from './json.js'
import { parseIsoUtc } from './time.js'
import { layTimeline, type Phase, type Timeline } from './timeline.js'

/** Span kind INTERNAL and the two statuses, as numbers: OTLP's JSON has no names for them. */
const INTERNAL = 1
const STATUS_OK = 1
const STATUS_ERROR = 2

type Value = string | number | boolean | null

interface Span {
  readonly id: string
  readonly parent: string | null
  readonly name: string
  readonly startMs: number
  readonly endMs: number
  readonly attributes: Readonly<Record<string, Value>>
  readonly events?: readonly SpanEvent[]
  readonly error?: string | null
}

interface SpanEvent {
  readonly name: string
  readonly atMs: number
  readonly attributes: Readonly<Record<string, Value>>
}

/**
 * OpenTelemetry's file format: one line of OTLP JSON that a collector's `otlpjsonfile` receiver takes. One trace a run:
 * the run, its phases, its processes. Attributes follow the semantic conventions for CI and processes where those have a
 * word; there is none for a hang, so the rest begins with `overstay.`.
 */
export function renderOtlp(report: Report): string {
  const timeline = layTimeline(report)
  const epochMs = parseIsoUtc(report.startedAt)
  const traceId = hashToHex(`${report.runId}/${report.iteration ?? ''}`, 32)
  const spans = listSpans(report, timeline).map((span) => convertSpan(span, traceId, epochMs))
  const document = {
    resourceSpans: [
      {
        resource: { attributes: convertAttributes(describeResource(report)) },
        scopeSpans: [{ scope: { name: 'overstay', version: showText(report.tool.version, 40) }, spans }],
      },
    ],
  }
  return `${stringifySafely(document)}\n`
}

function describeResource(report: Report): Record<string, Value> {
  const { host } = report
  return {
    'service.name': 'overstay',
    'service.version': report.tool.version,
    'host.arch': host.arch,
    'os.type': host.platform,
    'os.version': host.release,
    'cicd.worker.name': host.ci,
  }
}

function listSpans(report: Report, timeline: Timeline): Span[] {
  const runSpanId = spanId(report, 'run')
  const run: Span = {
    id: runSpanId,
    parent: null,
    name: 'overstay run',
    startMs: 0,
    endMs: timeline.totalMs,
    attributes: describeRun(report),
    events: [
      ...timeline.marks.map(markEvent),
      ...report.suspects.slice(0, 50).map((one) => suspectEvent(one, timeline)),
    ],
    error: judgeSeverity(report) === 'bad' ? describeOutcome(report) : null,
  }
  const phases = timeline.phases.filter((phase) => phase.name !== 'run')
  return [
    run,
    ...phases.map((phase) => phaseSpan(report, phase, runSpanId)),
    ...report.processes.map((process, index) => processSpan(report, process, index, runSpanId, timeline)),
  ]
}

function describeRun(report: Report): Record<string, Value> {
  return {
    'cicd.pipeline.task.name': formatCommand(report.command),
    'cicd.pipeline.task.type': 'test',
    'cicd.pipeline.task.run.result': judgeTask(report),
    'overstay.outcome': report.outcome,
    'overstay.run.id': report.runId,
    'overstay.iteration': report.iteration ?? null,
    'overstay.exit.code': report.exit.code,
    'overstay.exit.ended_by': report.exit.endedBy,
    'overstay.tests.verdict': report.tests.verdict,
    'overstay.culprit': report.suspects[0] === undefined ? null : formatPlace(report.suspects[0]),
  }
}

/** The conventions' words for how a task of a pipeline went. */
function judgeTask(report: Report): string {
  if (report.outcome === 'interrupted') return 'cancellation'
  if (report.outcome === 'failed-to-start') return 'error'
  if (report.tests.verdict === 'failed') return 'failure'
  if (report.outcome === 'overstayed' || report.outcome === 'stalled' || report.outcome === 'deadline') return 'timeout'
  return report.exit.code === 0 ? 'success' : 'failure'
}

function phaseSpan(report: Report, phase: Phase, parent: string): Span {
  const { tests } = report
  const attributes: Record<string, Value> =
    phase.name === 'tests'
      ? {
          'test.suite.name': tests.runner ?? 'tests',
          'test.suite.run.status':
            tests.verdict === 'failed' ? 'failure' : tests.verdict === 'passed' ? 'success' : 'skipped',
          'overstay.tests.passed': tests.passed,
          'overstay.tests.failed': tests.failed,
          'overstay.tests.skipped': tests.skipped,
        }
      : { 'overstay.diagnosed_after_ms': report.timing.diagnosedAfterMs }
  return {
    id: spanId(report, phase.name),
    parent,
    name: phase.name,
    startMs: phase.startMs,
    endMs: phase.endMs,
    attributes,
  }
}

function processSpan(report: Report, process: ReportProcess, index: number, parent: string, timeline: Timeline): Span {
  const startMs = Math.max(0, process.startedAtMs)
  return {
    id: spanId(report, `process ${index}`),
    parent,
    name: formatProcessName(process.command),
    startMs,
    endMs: Math.max(startMs, process.endedAtMs ?? timeline.totalMs),
    attributes: {
      'process.pid': process.pid,
      'process.parent_pid': process.ppid,
      'process.command_line': formatCommand(process.command),
      'process.runtime.name': process.runtime,
      'overstay.process.role': process.role,
      'overstay.process.outlived_command': process.outlivedCommand,
      'overstay.process.cpu_ms': process.cpuMs,
      'overstay.process.rss_bytes': process.rssBytes,
    },
  }
}

function markEvent(mark: Timeline['marks'][number]): SpanEvent {
  return { name: `overstay.${mark.kind}`, atMs: mark.atMs, attributes: { 'overstay.text': mark.label } }
}

function suspectEvent(suspect: ReportSuspect, timeline: Timeline): SpanEvent {
  const named = timeline.marks.find((mark) => mark.kind === 'diagnosed')
  return {
    name: 'overstay.suspect',
    atMs: named?.atMs ?? timeline.totalMs,
    attributes: {
      'overstay.suspect.rank': suspect.rank,
      'overstay.suspect.kind': suspect.kind,
      'overstay.suspect.confidence': suspect.confidence,
      'overstay.suspect.summary': suspect.summary,
      'overstay.suspect.fix': suspect.fix,
      'code.file.path': suspect.site?.file ?? null,
      'code.line.number': suspect.site?.line ?? null,
      'code.function.name': suspect.site?.function ?? null,
      'process.pid': suspect.process.pid,
    },
  }
}

function spanId(report: Report, name: string): string {
  return hashToHex(`${report.runId}/${report.iteration ?? ''}/${name}`, 16)
}

function convertSpan(span: Span, traceId: string, epochMs: number): Record<string, unknown> {
  return {
    traceId,
    spanId: span.id,
    ...(span.parent === null ? {} : { parentSpanId: span.parent }),
    name: span.name,
    kind: INTERNAL,
    startTimeUnixNano: toNanoseconds(epochMs, span.startMs),
    endTimeUnixNano: toNanoseconds(epochMs, span.endMs),
    attributes: convertAttributes(span.attributes),
    events: (span.events ?? []).map((event) => ({
      timeUnixNano: toNanoseconds(epochMs, event.atMs),
      name: event.name,
      attributes: convertAttributes(event.attributes),
    })),
    status: span.error == null ? { code: STATUS_OK } : { code: STATUS_ERROR, message: span.error },
  }
}

/** Nanoseconds as decimal text: too many for a number. */
function toNanoseconds(epochMs: number, atMs: number): string {
  return String(BigInt(epochMs) * 1_000_000n + BigInt(Math.round(atMs * 1_000_000)))
}

/** OTLP's JSON: whole numbers as text, and no attribute at all for what is not known. */
function convertAttributes(attributes: Readonly<Record<string, Value>>): unknown[] {
  return Object.entries(attributes).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: convertValue(value) }],
  )
}

function convertValue(value: string | number | boolean): Record<string, unknown> {
  if (typeof value === 'string') return { stringValue: showText(value) }
  if (typeof value === 'boolean') return { boolValue: value }
  return Number.isSafeInteger(value) ? { intValue: String(value) } : { doubleValue: value }
}
