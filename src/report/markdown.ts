import { LIMITS } from '../core/limits.js'
import type { Report, ReportProcess, ReportSuspect } from '../core/report/model.js'
import { formatCommand, formatProcessName } from '../core/words/command.js'
import { escapeForTerminal, guardLineStart, showText } from '../core/words/escape.js'
import { describeKind } from '../core/words/kinds.js'
import { formatBytes, formatCount, formatMs } from '../core/words/numbers.js'
import { describeCounts, describeOutcome, describeTiming, judgeSeverity, titleReport } from '../core/words/outcome.js'
import { describeProcessEnd, describeWhy, formatSiteWithFunction, formatSuspectProcess } from '../core/words/suspect.js'
import { codeBlock, codeSpan, countUtf8Bytes, escapeMarkdown, splitCode } from './markup.js'
import { describeStep } from './text/ladder.js'

export interface MarkdownOptions {
  /** Lines of source files for excerpts, as for the text summary. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
  /** UTF-8 bytes the document may have; GitHub drops a job summary that is too long. */
  readonly bytesMax?: number
}

const SIGNS = { good: '✅', warning: '⚠️', bad: '❌' } as const

/** The report for a job summary, a comment or a wiki: GitHub's Markdown, without any HTML of its own but comments. */
export function renderMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const blocks = [
    `## ${SIGNS[judgeSeverity(report)]} overstay: ${escapeMarkdown(titleReport(report))}`,
    `${escapeMarkdown(describeOutcome(report))} (exit ${report.exit.code})`,
    renderFacts(report),
    ...report.suspects.slice(0, LIMITS.markdownSuspectsMax).map((suspect) => renderSuspect(suspect, options)),
    ...countRest(report.suspects.length - LIMITS.markdownSuspectsMax, 'suspect'),
    ...renderProcesses(report),
    ...renderLadder(report),
    ...renderWarnings(report),
  ]
  return joinWithin(blocks, options.bytesMax ?? LIMITS.markdownBytesMax)
}

/** Whole blocks only: a document that is cut inside a fence would swallow what follows it. */
function joinWithin(blocks: readonly string[], bytesMax: number): string {
  const cut = '_Cut here: the rest is in the JSON report._\n'
  let text = ''
  let bytes = countUtf8Bytes(cut)
  for (const block of blocks.filter((one) => one !== '')) {
    const piece = `${block.split('\n').map(guardLineStart).join('\n')}\n\n`
    bytes += countUtf8Bytes(piece)
    if (bytes > bytesMax) return text + cut
    text += piece
  }
  return `${text.trimEnd()}\n`
}

function renderFacts(report: Report): string {
  const facts = [`**Tests:** ${escapeMarkdown(describeCounts(report) + describeTiming(report))}`]
  facts.push(`**Command:** ${codeSpan(formatCommand(report.command))}`)
  const { ci, container, platform, arch, node } = report.host
  const where = [platform, arch, `Node ${node}`, container, ci].filter((part) => part !== null)
  facts.push(`**Where:** ${escapeMarkdown(where.map((part) => showText(part, 80)).join(', '))}`)
  return facts.map((fact) => `- ${fact}`).join('\n')
}

function renderSuspect(suspect: ReportSuspect, options: MarkdownOptions): string {
  const place = suspect.site === null ? formatSuspectProcess(suspect) : formatSiteWithFunction(suspect.site)
  const parts = [`### ${suspect.rank}. Held by ${codeSpan(place)}`]
  parts.push(
    `${escapeMarkdown(showText(suspect.summary, 400) || describeKind(suspect.kind).label)} ` +
      `(${escapeMarkdown(showText(suspect.confidence, 20))}, ${escapeMarkdown(formatSuspectProcess(suspect))})`,
  )
  const excerpt = renderExcerpt(suspect, options)
  if (excerpt !== null) parts.push(excerpt)
  const lines: string[] = []
  if (suspect.fix !== null) lines.push(`- **Fix:** ${formatProse(showText(suspect.fix, 600))}`)
  lines.push(`- **Why:** ${escapeMarkdown(describeWhy(suspect))}`)
  if (suspect.testFile !== null) lines.push(`- **Test file:** ${codeSpan(showText(suspect.testFile, 400))}`)
  parts.push(lines.join('\n'))
  return parts.join('\n\n')
}

function formatProse(text: string): string {
  return splitCode(text)
    .map((piece) => (piece.isCode ? codeSpan(piece.text) : escapeMarkdown(piece.text)))
    .join('')
}

function renderExcerpt(suspect: ReportSuspect, options: MarkdownOptions): string | null {
  const site = suspect.site
  const source = site === null ? undefined : options.sources?.get(site.file)
  if (site === null || source === undefined || site.line < 1 || site.line > source.length) return null
  const first = Math.max(1, site.line - 2)
  const lines = source.slice(first - 1, site.line + 2).map((line, index) => {
    const number = first + index
    const text = escapeForTerminal(line.slice(0, 160).replaceAll('\t', '  '))
    return `${number === site.line ? '>' : ' '} ${String(number).padStart(5)} | ${text}`
  })
  return codeBlock(lines)
}

function renderProcesses(report: Report): string[] {
  if (report.processes.length < 2) return []
  const shown = report.processes.slice(0, LIMITS.markdownProcessesMax)
  const rows = shown.map(renderProcessRow)
  const table = [
    '| pid | parent | command | role | CPU | memory | end |',
    '| --: | --: | --- | --- | --: | --: | --- |',
    ...rows,
  ]
  return [
    '### Processes',
    table.join('\n'),
    ...countRest(report.processes.length - shown.length, 'process', 'processes'),
  ]
}

function renderProcessRow(process: ReportProcess): string {
  const role = `${showText(process.role, 40)}${process.outlivedCommand ? ', outlived the command' : ''}`
  const cells = [
    String(process.pid),
    String(process.ppid),
    codeSpan(formatProcessName(process.command), 'table'),
    escapeMarkdown(role),
    formatMs(process.cpuMs),
    formatBytes(process.rssBytes),
    describeProcessEnd(process),
  ]
  return `| ${cells.join(' | ')} |`
}

function renderLadder(report: Report): string[] {
  const { steps, survivors } = report.ladder
  const lines = steps.slice(0, 50).map((step) => `1. ${escapeMarkdown(describeStep(step))}`)
  if (survivors.length > 0) lines.push(`\n**Still alive:** ${survivors.slice(0, 50).join(', ')}`)
  return lines.length === 0 ? [] : ['### How it was ended', lines.join('\n')]
}

function renderWarnings(report: Report): string[] {
  const lines = report.warnings.map((warning) => `- ${escapeMarkdown(showText(warning.message, 600))}`)
  if (report.limitsHit.length > 0) {
    const names = report.limitsHit.slice(0, 50).map((name) => codeSpan(showText(name, 80)))
    lines.push(`- Not everything was looked at: ${names.join(', ')}`)
  }
  return lines.length === 0 ? [] : ['### Notes', lines.join('\n')]
}

function countRest(rest: number, one: string, many?: string): string[] {
  return rest > 0 ? [`_and ${formatCount(rest, one, many)} more in the JSON report_`] : []
}
