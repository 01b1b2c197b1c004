import type { Outcome } from '../outcome.js'
import type { Report } from '../report/model.js'
import { showText } from './escape.js'
import { formatCount, formatMs } from './numbers.js'

/** How bad an outcome is for who reads it: decides colour and annotation level. */
export type Severity = 'good' | 'warning' | 'bad'

export function judgeSeverity(report: Report): Severity {
  if (report.outcome === 'clean') return report.tests.verdict === 'failed' ? 'bad' : 'good'
  if (report.outcome === 'slow-exit') return 'warning'
  return report.exit.code === 0 ? 'warning' : 'bad'
}

/** The colour of an outcome among many runs, where exit codes play no part. */
export function toneOutcome(outcome: string): Severity {
  if (outcome === 'clean') return 'good'
  return outcome === 'overstayed' || outcome === 'stalled' || outcome === 'deadline' ? 'bad' : 'warning'
}

const TITLES: Record<Outcome, string> = {
  clean: 'clean',
  'slow-exit': 'SLOW EXIT',
  overstayed: 'OVERSTAYED',
  leaked: 'LEAKED',
  stalled: 'STALLED',
  deadline: 'DEADLINE',
  interrupted: 'INTERRUPTED',
  'failed-to-start': 'FAILED TO START',
}

export function titleOutcome(outcome: Outcome): string {
  return Object.hasOwn(TITLES, outcome) ? TITLES[outcome] : showText(String(outcome), 40)
}

/** What stands in front of a report: its outcome, or that it is of somebody else's process. */
export function titleReport(report: Report): string {
  return report.attachedTo == null ? titleOutcome(report.outcome) : 'ATTACHED'
}

/** One sentence without a full stop: what happened to the run. */
export function describeOutcome(report: Report): string {
  if (report.attachedTo != null) return describeAttached(report, report.attachedTo)
  const tests = describeVerdict(report)
  switch (report.outcome) {
    case 'clean':
      return report.tests.finished ? `${tests}, and everything ended by itself` : 'everything ended by itself'
    case 'slow-exit':
      return `${tests}; the command exited by itself, but late`
    case 'overstayed':
      return `${tests}, ${report.tests.verdict === 'failed' ? 'and' : 'but'} the command did not exit`
    case 'leaked':
      return `the command exited (${describeStatus(report)}), but ${describeStragglers(report)}`
    case 'stalled':
      return 'no output and no CPU before the tests had finished'
    case 'deadline':
      return `the time for the run was over after ${formatMs(report.timing.totalMs)}`
    case 'interrupted':
      return `ended from outside after ${formatMs(report.timing.totalMs)}`
    case 'failed-to-start':
      return describeStartFailure(report)
    default:
      return 'an outcome that this version does not know'
  }
}

function describeAttached(report: Report, pid: number): string {
  const alive = report.processes.filter((process) => process.endedAtMs === null)
  const count = formatCount(alive.length, 'process', 'processes')
  const after = report.exit.endedBy === 'self' ? '' : `, ${describeEnd(report)}`
  return `pid ${pid} ${alive.length > 0 ? `and what is below it, ${count} alive` : 'is gone'}${after}`
}

/** `tests passed`, `2 tests FAILED`, `tests finished, result unknown`, … */
export function describeVerdict(report: Report): string {
  const { failed, errors, verdict } = report.tests
  if (verdict === 'passed') return 'tests passed'
  if (verdict === 'none') return 'no tests ran'
  if (verdict === 'unknown') return report.tests.finished ? 'tests finished, result unknown' : 'tests not finished'
  const broken = (failed ?? 0) + (errors ?? 0)
  return broken > 0 ? `${formatCount(broken, 'test')} FAILED` : 'tests FAILED'
}

/** `12 passed, 1 failed (vitest)`; `no counts (jest)` where the runner gave none. */
export function describeCounts(report: Report): string {
  const { passed, failed, skipped, errors, runner } = report.tests
  const parts: string[] = []
  if (passed !== null) parts.push(`${passed} passed`)
  if (failed !== null && failed > 0) parts.push(`${failed} failed`)
  if (errors !== null && errors > 0) parts.push(formatCount(errors, 'error'))
  if (skipped !== null && skipped > 0) parts.push(`${skipped} skipped`)
  const counts = parts.length > 0 ? parts.join(', ') : describeVerdict(report)
  return runner === null ? counts : `${counts} (${showText(runner, 40)})`
}

/** What follows the counts: ` in 3.1 s; released by overstay 5.4 s later`, or `; 12 s in all, ended by you`. */
export function describeTiming(report: Report): string {
  const { testsMs, teardownMs, totalMs } = report.timing
  if (testsMs === null || teardownMs === null) return `; ${formatMs(totalMs)} in all, ${describeEnd(report)}`
  return ` in ${formatMs(testsMs)}; ${describeEnd(report)} ${formatMs(teardownMs)} later${describeHelp(report)}`
}

/** The command may have ended by itself only because overstay had ended a child that it waited for. */
export function describeHelp(report: Report): string {
  const helped = report.outcome === 'overstayed' && report.exit.endedBy === 'self' && report.ladder.steps.length > 0
  return helped ? ', once overstay had ended what held it' : ''
}

export function describeEnd(report: Report): string {
  if (report.outcome === 'failed-to-start') return 'never ran'
  switch (report.exit.endedBy) {
    case 'self':
      return report.ladder.survivors.length > 0 ? 'left running' : 'exited by itself'
    case 'release':
      return 'released by overstay'
    case 'overstay':
      return 'ended by overstay'
    case 'user':
      return 'ended by you'
    default:
      return 'ended'
  }
}

function describeStatus(report: Report): string {
  const { commandCode, commandSignal } = report.exit
  if (commandSignal !== null) return showText(commandSignal, 20)
  return commandCode === null ? 'status unknown' : `code ${commandCode}`
}

function describeStragglers(report: Report): string {
  const count = report.processes.filter((process) => process.outlivedCommand).length
  return count === 0 ? 'something still held its output' : `${formatCount(count, 'process', 'processes')} stayed`
}

function describeStartFailure(report: Report): string {
  const reason = report.warnings[0]?.message
  const program = showText(report.command[0] ?? 'the command', 80)
  if (report.exit.code === 127) return `${program}: command not found`
  if (report.exit.code === 126) return `${program}: not executable`
  return reason === undefined ? 'overstay could not start the command' : showText(reason, 200)
}
