import { LIMITS } from '../core/limits.js'
import type { Report } from '../core/report/model.js'
import { showText } from '../core/words/escape.js'
import { describeOutcome, judgeSeverity } from '../core/words/outcome.js'
import { describeCulprit, renderText } from './text/render.js'

/**
 * The run as test cases, for dashboards that read JUnit or CTRF. The names are the same in every run, passed or not:
 * a dashboard follows a test by its name.
 */
export interface Case {
  readonly group: 'overstay.run' | 'overstay.teardown' | 'overstay.leaks'
  readonly name: string
  readonly status: 'passed' | 'failed' | 'skipped'
  readonly durationMs: number
  /** One line: what went wrong, or why it was skipped or noted; null when there is nothing to say. */
  readonly message: string | null
  /** The whole diagnosis as text, only with the case that went wrong. */
  readonly body: string | null
  readonly testFile: string | null
}

type Group = Case['group']

const NAMES: Record<Group, string> = {
  'overstay.run': 'the tests come to an end',
  'overstay.teardown': 'the command exits after its tests',
  'overstay.leaks': 'nothing outlives the command',
}

/** Where each outcome is at home; the cases before it passed, those after it could not be judged. */
const GROUP_OF_OUTCOME: Partial<Record<Report['outcome'], Group>> = {
  stalled: 'overstay.run',
  deadline: 'overstay.run',
  'failed-to-start': 'overstay.run',
  interrupted: 'overstay.run',
  'slow-exit': 'overstay.teardown',
  overstayed: 'overstay.teardown',
  leaked: 'overstay.leaks',
}

/** Three cases, and one more for each test file that left something behind. */
export function buildCases(report: Report): Case[] {
  const guilty = GROUP_OF_OUTCOME[report.outcome] ?? null
  const cases: Case[] = []
  let blocked = false
  for (const group of Object.keys(NAMES) as Group[]) {
    cases.push(blocked ? buildSkipped(group) : buildJudged(report, group, group === guilty))
    if (group === guilty && group === 'overstay.run') blocked = true
  }
  return [...cases, ...buildFileCases(report)]
}

function buildSkipped(group: Group): Case {
  return {
    group,
    name: NAMES[group],
    status: 'skipped',
    durationMs: 0,
    message: 'the run ended before',
    body: null,
    testFile: null,
  }
}

function buildJudged(report: Report, group: Group, guilty: boolean): Case {
  const { testsMs, teardownMs, totalMs } = report.timing
  const durationMs =
    group === 'overstay.run' ? (testsMs ?? totalMs) : group === 'overstay.teardown' ? (teardownMs ?? 0) : 0
  if (!guilty) {
    return { group, name: NAMES[group], status: 'passed', durationMs, message: null, body: null, testFile: null }
  }
  const status = report.outcome === 'interrupted' ? 'skipped' : judgeSeverity(report) === 'bad' ? 'failed' : 'passed'
  return {
    group,
    name: NAMES[group],
    status,
    durationMs,
    message: describeCase(report),
    body: renderBody(report),
    testFile: null,
  }
}

function buildFileCases(report: Report): Case[] {
  const files = new Map<string, string>()
  for (const suspect of report.suspects) {
    if (suspect.testFile !== null && !files.has(suspect.testFile))
      files.set(suspect.testFile, showText(suspect.summary, 300))
  }
  const status = judgeSeverity(report) === 'bad' ? 'failed' : 'passed'
  return [...files].slice(0, LIMITS.caseFilesMax).map(([file, summary]) => ({
    group: 'overstay.teardown',
    name: `${showText(file, 400)} leaves nothing behind`,
    status,
    durationMs: 0,
    message: summary,
    body: null,
    testFile: file,
  }))
}

/** What happened and who did it, in one line. */
export function describeCase(report: Report): string {
  const culprit = describeCulprit(report)
  return culprit === null ? describeOutcome(report) : `${describeOutcome(report)}: held by ${culprit}`
}

function renderBody(report: Report): string {
  return renderText(report, { width: 120, colour: false, verbosity: 'normal', ascii: false })
}
