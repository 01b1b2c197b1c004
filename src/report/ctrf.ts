import type { Report } from '../core/report/model.js'
import { showText } from '../core/words/escape.js'
import { formatPlace, formatSiteWithFunction } from '../core/words/suspect.js'
import { buildCases, type Case } from './cases.js'
import { stringifySafely } from './json.js'
import { parseIsoUtc } from './time.js'

/** Version of the Common Test Report Format that is written. */
const CTRF_VERSION = '0.1.0'

/**
 * Common Test Report Format. Its schema allows no field it does not know: what is ours stands in `extra`, under names
 * that begin with `overstay.`.
 */
export function renderCtrf(report: Report): string {
  const cases = buildCases(report)
  const startMs = parseIsoUtc(report.startedAt)
  const stopMs = Math.round(startMs + report.timing.totalMs)
  const count = (status: Case['status']) => cases.filter((one) => one.status === status).length
  const document = {
    reportFormat: 'CTRF',
    specVersion: CTRF_VERSION,
    generatedBy: 'overstay',
    timestamp: showText(report.startedAt, 40),
    results: {
      tool: { name: 'overstay', version: showText(report.tool.version, 40) },
      summary: {
        tests: cases.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: 0,
        other: 0,
        start: startMs,
        stop: stopMs,
      },
      tests: cases.map((one) => convertCase(one, report)),
      environment: {
        osPlatform: showText(report.host.platform, 40),
        osRelease: showText(report.host.release, 80),
        extra: { 'overstay.ci': report.host.ci === null ? null : showText(report.host.ci, 80) },
      },
      extra: listExtra(report),
    },
  }
  return `${stringifySafely(document, 2)}\n`
}

function convertCase(one: Case, report: Report): Record<string, unknown> {
  const first = report.suspects[0]
  const site = one.body !== null ? first?.site : null
  return {
    name: one.name,
    status: one.status,
    duration: Math.round(one.durationMs),
    suite: [one.group],
    rawStatus: one.body === null ? one.status : showText(report.outcome, 40),
    ...(one.message === null ? {} : { message: one.message }),
    ...(one.body === null ? {} : { trace: listStack(report) || one.body }),
    ...(one.testFile === null ? {} : { filePath: showText(one.testFile, 400) }),
    ...(site == null ? {} : { filePath: showText(site.file, 400), line: site.line }),
    ...(one.body === null ? {} : { extra: { 'overstay.diagnosis': one.body } }),
  }
}

function listStack(report: Report): string {
  return (report.suspects[0]?.stack ?? [])
    .slice(0, 100)
    .map((frame) => `at ${formatSiteWithFunction(frame)}`)
    .join('\n')
}

function listExtra(report: Report): Record<string, unknown> {
  return {
    'overstay.outcome': showText(report.outcome, 40),
    'overstay.exitCode': report.exit.code,
    'overstay.runId': showText(report.runId, 80),
    'overstay.suspects': report.suspects.slice(0, 20).map((suspect) => ({
      place: formatPlace(suspect),
      kind: showText(suspect.kind, 40),
      confidence: showText(suspect.confidence, 40),
      summary: showText(suspect.summary, 300),
      fix: suspect.fix === null ? null : showText(suspect.fix, 300),
    })),
  }
}
