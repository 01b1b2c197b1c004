import { LIMITS } from '../../core/limits.js'
import type { Share, Spread } from '../../core/report/statistics.js'
import type { Comparison, RankedCulprit, Summary } from '../../core/report/summary.js'
import { guardLineStart, showText } from '../../core/words/escape.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import { truncateEnd } from '../../core/words/width.js'
import { layRow } from '../text/rows.js'
import { createStyle, type Style, type TextOptions } from '../text/style.js'

/** Many runs in a screenful: how often it hangs, how long teardown takes, and who does it. */
export function renderSummaryText(summary: Summary, options: TextOptions): string {
  const style = createStyle(options)
  return finish([
    ...renderNumbers(summary, options, style),
    ...renderCulprits('culprits', summary.culprits, options, style),
    ...renderTestFiles(summary, options, style),
  ])
}

function renderNumbers(summary: Summary, { width }: TextOptions, style: Style): string[] {
  const { hangs, leaks, failures } = summary
  const tone = hangs.count > 0 ? style.red : leaks.count > 0 ? style.yellow : style.green
  const what =
    hangs.count > 0
      ? `${hangs.count} of ${formatCount(hangs.total, 'run')} hung`
      : `no hang in ${formatCount(hangs.total, 'run')}`
  const lines = [`${style.bold('overstay:')} ${style.bold(tone(what))} (${formatInterval(hangs)})`]
  const outcomes = Object.entries(summary.outcomes)
    .sort(([, a], [, b]) => b - a)
    .map(([outcome, count]) => `${count} ${showText(outcome, 40)}`)
  lines.push(...layRow('outcomes', outcomes.join(', '), width, 2, style))
  if (leaks.count > 0)
    lines.push(...layRow('leaks', `${leaks.count} of ${leaks.total} (${formatInterval(leaks)})`, width, 1, style))
  if (failures.count > 0)
    lines.push(...layRow('failed', `tests failed in ${failures.count} of ${failures.total}`, width, 1, style))
  if (summary.teardownMs !== null) lines.push(...layRow('teardown', formatSpread(summary.teardownMs), width, 2, style))
  if (summary.totalMs !== null) lines.push(...layRow('run', formatSpread(summary.totalMs), width, 2, style))
  if (summary.sampled)
    lines.push(...layRow('note', 'more runs than are kept: the numbers are of a fair sample', width, 2, style))
  return lines
}

function renderTestFiles({ testFiles }: Summary, { width }: TextOptions, style: Style): string[] {
  const shown = testFiles.slice(0, LIMITS.summaryCulpritsMax)
  return shown.flatMap(({ file, share }, index) => {
    const text = `${showText(file, 200)}: in ${share.count} of ${share.total} runs with a suspect`
    return layRow(index === 0 ? 'files' : '', text, width, 1, style)
  })
}

/** Before and after a change: did it help, and who is gone, new, or still there. */
export function renderComparisonText(comparison: Comparison, options: TextOptions): string {
  const style = createStyle(options)
  const { before, after } = comparison
  const single = before.runCount === 1 && after.runCount === 1
  return finish([
    ...(single ? renderSingleChange(comparison, options, style) : renderRateChange(comparison, options, style)),
    ...renderChange('teardown', before.teardownMs, after.teardownMs, options, style),
    ...renderCulprits('gone', comparison.gone, options, style),
    ...renderCulprits('new', comparison.added, options, style),
    ...renderCulprits('still', comparison.stayed, options, style),
  ])
}

/** One run each: what happened is a fact, whether it will happen again is not. */
function renderSingleChange({ before, after }: Comparison, { width }: TextOptions, style: Style): string[] {
  const name = (summary: Summary) => showText(Object.keys(summary.outcomes)[0] ?? 'unknown', 40)
  return [
    `${style.bold('overstay:')} ${style.bold(`${name(before)} before, ${name(after)} after`)}`,
    ...layRow('note', 'one run each: overstay repeat -n 20 tells a change from chance', width, 2, style),
  ]
}

function renderRateChange(comparison: Comparison, { width }: TextOptions, style: Style): string[] {
  const { before, after, verdict, hangs } = comparison
  const tone = verdict === 'better' ? style.green : verdict === 'worse' ? style.red : style.yellow
  const words = { better: 'it hangs less', worse: 'it hangs more', unclear: 'no difference that these runs could show' }
  const points = `${formatPoints(hangs.difference)} (${formatPoints(hangs.low)} to ${formatPoints(hangs.high)})`
  const side = ({ hangs: share }: Summary) => `${share.count} of ${share.total} hung (${formatInterval(share)})`
  return [
    `${style.bold('overstay:')} ${style.bold(tone(words[verdict]))}: ${points}`,
    ...layRow('before', side(before), width, 2, style),
    ...layRow('after', side(after), width, 2, style),
  ]
}

function renderChange(
  label: string,
  before: Spread | null,
  after: Spread | null,
  { width }: TextOptions,
  style: Style,
): string[] {
  if (before === null || after === null) return []
  const word = before.count === 1 && after.count === 1 ? '' : 'median '
  return layRow(label, `${word}${formatMs(before.median)} before, ${formatMs(after.median)} after`, width, 2, style)
}

function renderCulprits(
  label: string,
  culprits: readonly RankedCulprit[],
  options: TextOptions,
  style: Style,
): string[] {
  const shown = culprits.slice(0, LIMITS.summaryCulpritsMax)
  const lines = shown.flatMap((culprit, index) => {
    const head = `${culprit.share.count}x ${showText(culprit.place)}  ${showText(culprit.summary)} [${showText(culprit.confidence, 20)}]`
    const row = layRow(
      index === 0 ? label : '',
      truncateEnd(head, options.width - 11, style.glyphs.ellipsis),
      options.width,
      1,
      style,
    )
    const fix =
      culprit.fix === null || label === 'gone'
        ? []
        : layRow('', `   fix: ${showText(culprit.fix)}`, options.width, 1, style)
    return [...row, ...fix]
  })
  if (culprits.length > shown.length)
    lines.push(...layRow('', `and ${culprits.length - shown.length} more`, options.width, 1, style))
  return lines
}

/** `4 %, between 1 % and 13 %`: a rate is never said without how sure it is. */
export function formatInterval(share: Share): string {
  return `${formatRate(share.rate)}, between ${formatRate(share.low)} and ${formatRate(share.high)} at 95 % confidence`
}

export function formatBounds(share: Share): string {
  return `${formatRate(share.low)} to ${formatRate(share.high)}`
}

export function formatRate(rate: number): string {
  const percent = rate * 100
  return `${percent > 0 && percent < 10 ? trimZero(percent.toFixed(1)) : Math.round(percent)} %`
}

function formatPoints(difference: number): string {
  const points = Math.round(difference * 1000) / 10
  return `${points > 0 ? '+' : ''}${points} points`
}

function formatSpread({ median, p90, p99, max }: Spread): string {
  return `median ${formatMs(median)}, 90 % within ${formatMs(p90)}, 99 % within ${formatMs(p99)}, longest ${formatMs(max)}`
}

function trimZero(text: string): string {
  return text.endsWith('.0') ? text.slice(0, -2) : text
}

function finish(lines: readonly string[]): string {
  return lines.map((line) => `${guardLineStart(line)}\n`).join('')
}
