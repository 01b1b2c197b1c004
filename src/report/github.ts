import type { Report } from '../core/report/model.js'
import { showText } from '../core/words/escape.js'
import { judgeSeverity, titleOutcome } from '../core/words/outcome.js'
import { describeWhy } from '../core/words/suspect.js'
import { describeCase } from './cases.js'
import { describeCulprit } from './text/render.js'

export interface GithubOptions {
  /** GITHUB_WORKSPACE; annotations can only point at files inside it. null: show no file. */
  readonly workspace: string | null
}

/**
 * One workflow command for the run: an error (or warning, when the step stays green) on the first suspect's line.
 * GitHub shows ten annotations of a kind a step, so only one is spent. Empty for a clean run.
 */
export function renderGithubAnnotation(report: Report, options: GithubOptions): string {
  if (report.outcome === 'clean') return ''
  const level = judgeSeverity(report) === 'bad' ? 'error' : 'warning'
  const properties = [
    ...locate(report, options),
    `title=${escapeProperty(`overstay: ${titleOutcome(report.outcome)}`)}`,
  ]
  return `::${level} ${properties.join(',')}::${escapeData(describeAnnotation(report))}\n`
}

function describeAnnotation(report: Report): string {
  const first = report.suspects[0]
  const lines = [describeCase(report)]
  if (first !== undefined) {
    lines.push(showText(first.summary, 300), `why: ${describeWhy(first)}`)
    if (first.fix !== null) lines.push(`fix: ${showText(first.fix, 400)}`)
  }
  return lines.join('\n')
}

function locate(report: Report, options: GithubOptions): string[] {
  const site = report.suspects[0]?.site
  if (site == null || options.workspace === null) return []
  const file = relateToWorkspace(site.file, report.cwd, options.workspace)
  if (file === null) return []
  const column = site.column === null ? [] : [`col=${site.column}`]
  return [`file=${escapeProperty(showText(file, 1000))}`, `line=${site.line}`, ...column]
}

/** The path from the workspace's root, as annotations want it; null outside of it. */
export function relateToWorkspace(file: string, cwd: string, workspace: string): string | null {
  const root = `${toSlashes(workspace).replace(/\/+$/, '')}/`
  const path = toSlashes(file)
  const absolute = /^(?:\/|[a-z]:\/)/i.test(path) ? path : `${toSlashes(cwd).replace(/\/+$/, '')}/${path}`
  const parts: string[] = []
  for (const part of absolute.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  const flat = parts.join('/')
  return flat.startsWith(root) ? flat.slice(root.length) : null
}

function toSlashes(path: string): string {
  return path.replaceAll('\\', '/')
}

/** Escapes of the runner's command parser; nothing from outside can end the command or begin another. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}

/** Lines for the file that GITHUB_OUTPUT names: `outcome`, `exit-code`, `culprit`, `report`. One line a value. */
export function renderGithubOutputs(report: Report, reportFile: string | null): string {
  const outputs: Record<string, string> = {
    outcome: showText(report.outcome, 40),
    verdict: showText(report.tests.verdict, 40),
    'exit-code': String(report.exit.code),
    culprit: describeCulprit(report) ?? '',
    ...(reportFile === null ? {} : { report: showText(reportFile, 4000) }),
  }
  return Object.entries(outputs)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('')
}
