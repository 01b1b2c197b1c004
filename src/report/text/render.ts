import { LIMITS } from '../../core/limits.js'
import type { Report } from '../../core/report/model.js'
import { formatCommand } from '../../core/words/command.js'
import { guardLineStart, showText } from '../../core/words/escape.js'
import {
  describeCounts,
  describeOutcome,
  describeTiming,
  judgeSeverity,
  titleReport,
} from '../../core/words/outcome.js'
import { formatPlace } from '../../core/words/suspect.js'
import { displayWidth, truncateEnd, wrapText } from '../../core/words/width.js'
import { renderLadder } from './ladder.js'
import { layRow } from './rows.js'
import { createStyle, type Style, type TextOptions } from './style.js'
import { describeBriefly, renderFirstSuspect, renderOtherSuspects } from './suspects.js'
import { renderTree } from './tree.js'

/**
 * overstay's last words about a run: a diagnosis whose first ten lines name file, line, resource and fix, at most a
 * screenful in all. Empty for a clean run unless verbose. Ends with a newline when not empty.
 */
export function renderText(report: Report, options: TextOptions): string {
  const style = createStyle(options)
  const lines = chooseLines(report, options, style)
  const linesMax = options.verbosity === 'verbose' ? LIMITS.summaryVerboseLinesMax : LIMITS.summaryLinesMax
  const shown = lines.length <= linesMax ? lines : [...lines.slice(0, linesMax - 1), style.dim('  … more with -v')]
  return shown.map((line) => `${guardLineStart(line)}\n`).join('')
}

function chooseLines(report: Report, options: TextOptions, style: Style): string[] {
  const { verbosity, width } = options
  if (report.outcome === 'clean') return verbosity === 'verbose' ? renderClean(report, width, style) : []
  const headline = renderHeadline(report, width, style)
  if (verbosity === 'quiet') return [...headline, ...renderQuietSuspect(report, width, style)]
  const calm = report.outcome === 'slow-exit' && verbosity === 'normal'
  return [
    ...headline,
    ...renderTests(report, width, style),
    ...renderDiagnosis(report, options, style),
    ...(calm ? [] : renderTree(report, options, style)),
    ...renderLadder(report, width, style),
    ...renderShake(report, width, style),
    ...renderWarnings(report, options, style),
  ]
}

function renderHeadline(report: Report, width: number, style: Style): string[] {
  const title = titleReport(report)
  const paint = judgeSeverity(report) === 'bad' ? style.red : style.yellow
  const start = `overstay: ${title}: `
  const text = `${describeOutcome(report)} (exit ${report.exit.code})`
  const [first = '', ...rest] = wrapText(
    start + text,
    displayWidth(start + text) <= width ? width : width - 2,
    3,
    style.glyphs.ellipsis,
  )
  const painted = first.startsWith(start)
    ? `${style.bold('overstay:')} ${style.bold(paint(title))}: ${first.slice(start.length)}`
    : style.bold(first)
  return [painted, ...rest.map((line) => `  ${line}`)]
}

function renderClean(report: Report, width: number, style: Style): string[] {
  const text = `overstay: clean: ${describeCounts(report)}${describeTiming(report)} (exit ${report.exit.code})`
  return [truncateEnd(text, width, style.glyphs.ellipsis), ...renderWarningRows(report, width, 20, style)]
}

function renderQuietSuspect(report: Report, width: number, style: Style): string[] {
  const first = report.suspects[0]
  if (first === undefined) return []
  return [truncateEnd(`  held by ${describeBriefly(first)}`, width, style.glyphs.ellipsis)]
}

function renderTests(report: Report, width: number, style: Style): string[] {
  if (report.outcome === 'failed-to-start' || report.attachedTo != null) return []
  const text = describeCounts(report) + describeTiming(report)
  const line = report.tests.finish?.line
  const quote = line == null ? '' : `: "${showText(line.trim(), 200)}"`
  const withQuote = displayWidth(text + quote) + 11 <= width ? text + quote : text
  return layRow('tests', withQuote, width, 2, style)
}

function renderDiagnosis(report: Report, options: TextOptions, style: Style): string[] {
  const first = report.suspects[0]
  const again = renderAgain(report, options.width, style)
  if (first === undefined) return [...renderNobody(report, options.width, style), ...again]
  return [...renderFirstSuspect(first, options, style), ...again, ...renderOtherSuspects(report, options, style)]
}

/** Said only where somebody was looked for; an interrupted run may have needed nobody. */
function renderNobody(report: Report, width: number, style: Style): string[] {
  if (report.outcome !== 'overstayed' && report.outcome !== 'stalled' && report.outcome !== 'leaked') return []
  return layRow('held by', 'unknown: nothing that could be asked named a holder (see the notes)', width, 2, style)
}

function renderShake({ shake }: Report, width: number, style: Style): string[] {
  if (shake == null) return []
  const count = (what: string) => shake.steps.filter((step) => step.what === what).length
  const text = `timing disturbed by --shake-seed ${shake.seed}: ${count('freeze')} stops, ${count('load')} times of CPU load, ${count('nice')} changes of priority`
  return layRow('shaken', text, width, 2, style)
}

/** How to see it again, ready to paste. */
function renderAgain(report: Report, width: number, style: Style): string[] {
  if (report.outcome === 'failed-to-start' || report.outcome === 'interrupted' || report.attachedTo != null) return []
  const command = formatCommand(report.command)
  const sure = report.suspects.some((suspect) => suspect.confidence === 'proved' || suspect.confidence === 'certain')
  const isRare = !sure && report.outcome === 'overstayed'
  const how =
    report.shake != null ? `overstay --shake-seed ${report.shake.seed}` : isRare ? 'overstay repeat -n 20' : 'overstay'
  return layRow('again', `${how} -- ${command}`, width, 1, style).map(style.cyan)
}

function renderWarnings(report: Report, options: TextOptions, style: Style): string[] {
  const countMax = options.verbosity === 'verbose' ? LIMITS.warningsMax : LIMITS.summaryWarningsMax
  const lines = renderWarningRows(report, options.width, countMax, style)
  if (report.limitsHit.length > 0) {
    const names = report.limitsHit.map((name) => showText(name, 60)).join(', ')
    lines.push(...layRow('limits', `not everything was looked at: ${names}`, options.width, 2, style))
  }
  return lines
}

function renderWarningRows(report: Report, width: number, countMax: number, style: Style): string[] {
  // A start that failed is told by the headline; its warning would say it again.
  const warnings = report.outcome === 'failed-to-start' ? report.warnings.slice(1) : report.warnings
  const lines = warnings
    .slice(0, countMax)
    .flatMap((warning) => layRow('note', showText(warning.message, 400), width, 2, style))
  if (warnings.length > countMax) {
    lines.push(...layRow('', `and ${warnings.length - countMax} more notes in the report`, width, 1, style))
  }
  return lines
}

/** `src/db/pool.ts:41:18 in openPool`, null without a suspect: the one line other rooms show (annotations, outputs). */
export function describeCulprit(report: Report): string | null {
  const first = report.suspects[0]
  return first === undefined ? null : formatPlace(first)
}
