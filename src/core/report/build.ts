import { survivingPids } from '../phases/conclude.js'
import type { State } from '../state.js'
import type { Finding, FoundResource, Site } from '../suspects/finding.js'
import { rankFindings } from '../suspects/rank.js'
import { keyText, type Member } from '../tree/member.js'
import type { ProcessDetail } from '../tree/sample.js'
import { findMember } from '../tree/tree-state.js'
import { toColumns } from './curves.js'
import { maskArguments, maskText } from './mask.js'
import type { Report, ReportHost, ReportProcess, ReportShake, ReportSuspect } from './model.js'
import { relativeTo } from './paths.js'

/** What the state does not know because it is not of this world: names, dates, the machine. */
export interface ReportContext {
  readonly toolVersion: string
  readonly runId: string
  /** From 0 inside `repeat` and `bisect`, else null. */
  readonly iteration: number | null
  readonly command: readonly string[]
  readonly cwd: string
  /** ISO 8601. */
  readonly startedAt: string
  readonly host: ReportHost
  readonly profile: unknown | null
  readonly shake?: ReportShake | null
}

/** The report of a run as it stands: final when the run has concluded, otherwise an interim one. */
export function buildReport(state: State, context: ReportContext): Report {
  const { conclusion, command } = state
  return {
    format: 'overstay-report',
    schemaVersion: '1.0',
    tool: { name: 'overstay', version: context.toolVersion },
    runId: context.runId,
    ...(context.iteration === null ? {} : { iteration: context.iteration }),
    command: maskArguments(context.command),
    cwd: context.cwd,
    startedAt: context.startedAt,
    host: context.host,
    outcome: conclusion?.outcome ?? interimOutcome(state),
    exit: {
      code: conclusion?.exitCode ?? 1,
      commandCode: command.exit?.code ?? null,
      commandSignal: command.exit?.signal ?? null,
      endedBy: conclusion?.endedBy ?? 'self',
    },
    tests: buildTests(state),
    timing: buildTiming(state),
    suspects: buildSuspects(state, context.cwd),
    processes: buildProcesses(state),
    ladder: {
      steps: state.steps.map((step) => ({ ...step, atMs: Math.round(step.atMs) })),
      survivors: survivingPids(state),
    },
    profile: context.profile,
    ...(context.shake == null ? {} : { shake: context.shake }),
    curves: toColumns(state.curves),
    warnings: [...state.warnings, ...disagreement(state)].map(({ code, message }) => ({
      code,
      message: maskText(message),
    })),
    limitsHit: state.limitsHit,
  }
}

/** A run that has not ended and was asked for its report was interrupted or is already known to hang. */
function interimOutcome(state: State): Report['outcome'] {
  return state.hang?.kind ?? 'interrupted'
}

function buildTests(state: State): Report['tests'] {
  const { believed, atMs } = state.finish
  return {
    finished: believed !== null,
    runner: believed?.runner ?? null,
    verdict: believed?.verdict ?? 'unknown',
    passed: believed?.counts.passed ?? null,
    failed: believed?.counts.failed ?? null,
    skipped: believed?.counts.skipped ?? null,
    errors: believed?.counts.errors ?? null,
    finish:
      believed === null || atMs === null
        ? null
        : { line: believed.line, source: believed.source, atMs: Math.round(atMs) },
  }
}

function buildTiming(state: State): Report['timing'] {
  const endMs = state.conclusion?.atMs ?? state.nowMs
  const finishedAtMs = state.finish.atMs
  const { answeredAtMs } = state.diagnosis
  return {
    totalMs: Math.round(endMs),
    testsMs: finishedAtMs === null ? null : Math.round(finishedAtMs),
    teardownMs: finishedAtMs === null ? null : Math.round(endMs - finishedAtMs),
    diagnosedAfterMs:
      finishedAtMs === null || answeredAtMs === null ? null : Math.max(0, Math.round(answeredAtMs - finishedAtMs)),
  }
}

/** Suspects belong to a run that was found wanting; what a notice turned up in a run that ended well is not one. */
function buildSuspects(state: State, cwd: string): readonly ReportSuspect[] {
  return listFindings(state).map((finding, index) => buildSuspect(state, finding, index + 1, cwd))
}

/** The findings behind a report's suspects, one each, in the same order. */
export function listFindings(state: State): readonly Finding[] {
  const isWanting = state.hang !== null || state.user.endSignal !== null || state.diagnosis.willEndAtMs !== null
  if (!isWanting && state.phase === 'ended') return []
  return rankFindings(state.diagnosis.findings, state.diagnosis.proved, state.tree)
}

function buildSuspect(state: State, finding: Finding, rank: number, cwd: string): ReportSuspect {
  const member = findMember(state.tree, finding.process)
  return {
    rank,
    confidence: finding.confidence,
    kind: finding.kind,
    // Summaries quote command lines, and details may be a child's arguments.
    summary: maskText(finding.summary),
    fix: finding.fix === null ? null : maskText(finding.fix),
    site: finding.site === null ? null : { ...plainSite(finding.site), file: relativeTo(cwd, finding.site.file) },
    stack: finding.stack.map((frame) => ({
      ...plainSite(frame),
      file: relativeTo(cwd, frame.file),
      internal: frame.internal,
    })),
    process: {
      pid: finding.process.pid,
      name: member?.name ?? '?',
      role: member?.role ?? 'descendant',
    },
    thread: finding.thread,
    resource: finding.resource === null ? null : maskResource(finding.resource),
    testFile: finding.testFile === null ? null : relativeTo(cwd, finding.testFile),
    evidence: finding.evidence.map(maskText),
  }
}

function maskResource(resource: FoundResource): FoundResource {
  const details = Object.entries(resource.details).map(([name, value]) => [
    name,
    typeof value === 'string' ? maskText(value) : value,
  ])
  return { ...resource, details: Object.fromEntries(details) as FoundResource['details'] }
}

function plainSite(site: Site): Site {
  return { file: site.file, line: site.line, column: site.column, function: site.function }
}

function buildProcesses(state: State): readonly ReportProcess[] {
  const details = new Map(state.diagnosis.details.map((detail) => [keyText(detail), detail]))
  return [...state.tree.ended, ...state.tree.living.values()]
    .sort((a, b) => a.startedAtMs - b.startedAtMs || a.pid - b.pid)
    .map((member) => buildProcess(member, details.get(keyText(member)) ?? null))
}

function buildProcess(member: Member, detail: ProcessDetail | null): ReportProcess {
  return {
    pid: member.pid,
    ppid: member.ppid,
    startedAtMs: Math.round(member.startedAtMs),
    endedAtMs: member.endedAtMs === null ? null : Math.round(member.endedAtMs),
    command: maskArguments(member.command.length > 0 ? member.command : [member.name]),
    runtime: detail?.runtime ?? null,
    role: member.role,
    state: member.endedAtMs === null ? member.state : 'ended',
    cpuMs: Math.round(member.cpuMs),
    cpuPercent: Math.round(member.cpuPercent * 10) / 10,
    rssBytes: member.rssPeakBytes,
    threads: member.threads,
    openFiles: detail?.openFiles ?? null,
    outlivedCommand: member.outlivedCommand,
    endedBy: member.endedBy,
  }
}

/** Two witnesses that contradict each other are worth a word: one of them is wrong, or a test printed a summary. */
function disagreement(state: State): Report['warnings'] {
  const { believed, fromOutput } = state.finish
  if (believed === null || fromOutput === null || believed.source !== 'hook') return []
  if (believed.verdict === fromOutput.verdict || fromOutput.verdict === 'unknown') return []
  const message = `the runner's hook says ${believed.verdict}, its output says ${fromOutput.verdict}; the hook is believed`
  return [{ code: 'finish-disagreement', message }]
}
