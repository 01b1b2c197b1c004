import type { Report } from '../core/report/model.js'
import { showText } from '../core/words/escape.js'
import { describeOutcome } from '../core/words/outcome.js'
import { buildCases, type Case } from './cases.js'
import { escapeXml } from './markup.js'

/**
 * JUnit XML as Surefire's and Jenkins's schemas want it: no attribute beyond theirs (a test file is part of the name),
 * times in seconds with three decimals. The file holds overstay's own cases; the runner's stay in the runner's file.
 */
export function renderJunit(report: Report): string {
  const cases = buildCases(report)
  const counts = `tests="${cases.length}" failures="${count(cases, 'failed')}" errors="0"`
  const time = `time="${formatSeconds(report.timing.totalMs)}"`
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="overstay" ${time} ${counts}>`,
    `  <testsuite name="overstay" ${time} ${counts} skipped="${count(cases, 'skipped')}" timestamp="${attribute(report.startedAt.replace(/(\.\d+)?Z$/, ''))}">`,
    '    <properties>',
    ...listProperties(report).map(([name, value]) => `      <property name="${name}" value="${attribute(value)}"/>`),
    '    </properties>',
    ...cases.flatMap((one) => renderCase(one, report)),
    '  </testsuite>',
    '</testsuites>',
  ]
  return `${lines.join('\n')}\n`
}

function renderCase(one: Case, report: Report): string[] {
  const open = `    <testcase name="${attribute(one.name)}" classname="${one.group}" time="${formatSeconds(one.durationMs)}"`
  const message = one.message === null ? '' : attribute(one.message)
  if (one.status === 'failed') {
    const body = escapeXml(one.body ?? one.message ?? '')
    return [
      `${open}>`,
      `      <failure type="${attribute(report.outcome)}" message="${message}">${body}</failure>`,
      '    </testcase>',
    ]
  }
  if (one.status === 'skipped') return [`${open}>`, `      <skipped message="${message}"/>`, '    </testcase>']
  if (one.message === null) return [`${open}/>`]
  return [`${open}>`, `      <system-out>${escapeXml(one.body ?? one.message)}</system-out>`, '    </testcase>']
}

function listProperties(report: Report): [string, string][] {
  const properties: [string, string][] = [
    ['overstay.outcome', report.outcome],
    ['overstay.summary', describeOutcome(report)],
    ['overstay.exitCode', String(report.exit.code)],
    ['overstay.runId', report.runId],
    ['overstay.version', report.tool.version],
    ['overstay.tests.verdict', report.tests.verdict],
  ]
  if (report.outcome === 'overstayed' || report.outcome === 'stalled') properties.push(['failure_type', 'hang'])
  return properties
}

function attribute(text: string): string {
  return escapeXml(showText(text))
}

function count(cases: readonly Case[], status: Case['status']): number {
  return cases.filter((one) => one.status === status).length
}

function formatSeconds(ms: number): string {
  return (Math.max(0, ms) / 1000).toFixed(3)
}
