import type { Report, ReportProcess } from '../core/report/model.js'
import { formatCommand, formatProcessName } from '../core/words/command.js'
import { showText } from '../core/words/escape.js'
import { titleOutcome } from '../core/words/outcome.js'
import { describeProcessEnd, formatPlace } from '../core/words/suspect.js'
import { stringifySafely } from './json.js'
import { layTimeline, type Timeline } from './timeline.js'

/** A pid above the largest Linux knows, so that overstay's own track never mixes with a real process. */
const RUN_PID = 4_194_305

interface TraceEvent {
  readonly name: string
  readonly ph: 'M' | 'B' | 'E' | 'i' | 'C'
  readonly pid: number
  readonly tid: number
  /** Microseconds from the start of the run. */
  readonly ts?: number
  readonly cat?: string
  readonly s?: 'g'
  readonly args?: Readonly<Record<string, unknown>>
}

/**
 * Chrome's trace format, which Perfetto and about:tracing open: the run's phases, one track a process, instants for the
 * finish and each step of the ladder, counters for CPU and memory. Begin and end are pairs, in the order of time.
 */
export function renderChromeTrace(report: Report): string {
  const timeline = layTimeline(report)
  const timed = [...listPhases(report, timeline), ...listInstants(timeline), ...listCounters(report)]
  for (const process of report.processes) timed.push(...listProcess(process, timeline))
  timed.sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0))
  const document = {
    traceEvents: [...listNames(report), ...timed],
    displayTimeUnit: 'ms',
    otherData: { tool: 'overstay', version: showText(report.tool.version, 40), runId: showText(report.runId, 80) },
  }
  return `${stringifySafely(document)}\n`
}

function listNames(report: Report): TraceEvent[] {
  const names: TraceEvent[] = [
    metadata(RUN_PID, 'process_name', { name: 'overstay run' }),
    metadata(RUN_PID, 'process_sort_index', { sort_index: -1 }),
  ]
  for (const [index, process] of report.processes.entries()) {
    names.push(metadata(process.pid, 'process_name', { name: formatProcessName(process.command) }))
    names.push(metadata(process.pid, 'process_sort_index', { sort_index: index }))
  }
  return names
}

function metadata(pid: number, name: string, args: Readonly<Record<string, unknown>>): TraceEvent {
  return { name, ph: 'M', pid, tid: pid, args }
}

function listPhases(report: Report, timeline: Timeline): TraceEvent[] {
  const run = `${titleOutcome(report.outcome)}: ${formatCommand(report.command)}`
  const suspects = report.suspects.slice(0, 20).map(formatPlace)
  const events = [begin(RUN_PID, run, 0, { exitCode: report.exit.code, suspects })]
  for (const phase of timeline.phases) {
    if (phase.name === 'run') continue
    events.push(begin(RUN_PID, phase.name, phase.startMs), end(RUN_PID, phase.name, phase.endMs))
  }
  events.push(end(RUN_PID, run, timeline.totalMs))
  return events
}

function listProcess(process: ReportProcess, timeline: Timeline): TraceEvent[] {
  const startMs = Math.max(0, process.startedAtMs)
  const endMs = Math.max(startMs, process.endedAtMs ?? timeline.totalMs)
  const name = formatProcessName(process.command)
  const args = {
    command: formatCommand(process.command),
    parent: process.ppid,
    role: showText(process.role, 40),
    end: describeProcessEnd(process),
    cpuMs: process.cpuMs,
    rssBytes: process.rssBytes,
  }
  return [begin(process.pid, name, startMs, args), end(process.pid, name, endMs)]
}

function listInstants(timeline: Timeline): TraceEvent[] {
  return timeline.marks.map(({ kind, label, atMs }) => ({
    name: label,
    ph: 'i',
    s: 'g',
    cat: kind,
    pid: RUN_PID,
    tid: RUN_PID,
    ts: toMicroseconds(atMs),
  }))
}

function listCounters(report: Report): TraceEvent[] {
  const curves = report.curves
  if (curves == null) return []
  return curves.atMs.flatMap((atMs, index) => [
    counter('CPU %', atMs, curves.cpuPercent[index] ?? 0),
    counter('memory MB', atMs, (curves.rssBytes[index] ?? 0) / 1e6),
  ])
}

function counter(name: string, atMs: number, value: number): TraceEvent {
  return { name, ph: 'C', pid: RUN_PID, tid: RUN_PID, ts: toMicroseconds(atMs), args: { value } }
}

function begin(pid: number, name: string, atMs: number, args: Readonly<Record<string, unknown>> = {}): TraceEvent {
  return { name, ph: 'B', pid, tid: pid, ts: toMicroseconds(atMs), args }
}

function end(pid: number, name: string, atMs: number): TraceEvent {
  return { name, ph: 'E', pid, tid: pid, ts: toMicroseconds(atMs) }
}

function toMicroseconds(ms: number): number {
  return Math.max(0, Math.round(ms * 1000))
}
