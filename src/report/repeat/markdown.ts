import { LIMITS } from '../../core/limits.js'
import type { RankedCulprit, Summary } from '../../core/report/summary.js'
import { showText } from '../../core/words/escape.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import { codeSpan, escapeMarkdown } from '../markup.js'
import { formatInterval } from './text.js'

/** Many runs for a job summary or a comment. */
export function renderRepeatMarkdown(summary: Summary): string {
  const { hangs, leaks, failures, teardownMs } = summary
  const sign = hangs.count > 0 ? '❌' : leaks.count > 0 ? '⚠️' : '✅'
  const facts = [`**Hung:** ${hangs.count} of ${hangs.total} (${formatInterval(hangs)})`]
  if (leaks.count > 0)
    facts.push(`**Left something behind:** ${leaks.count} of ${leaks.total} (${formatInterval(leaks)})`)
  if (failures.count > 0) facts.push(`**Tests failed:** ${failures.count} of ${failures.total}`)
  const outcomes = Object.entries(summary.outcomes).map(
    ([outcome, count]) => `${count} ${escapeMarkdown(showText(outcome, 40))}`,
  )
  facts.push(`**Outcomes:** ${outcomes.join(', ')}`)
  if (teardownMs !== null) {
    facts.push(
      `**Teardown:** median ${formatMs(teardownMs.median)}, 90 % within ${formatMs(teardownMs.p90)}, longest ${formatMs(teardownMs.max)}`,
    )
  }
  if (summary.sampled) facts.push('More runs than are kept: the numbers are of a fair sample.')
  const blocks = [
    `## ${sign} overstay: ${formatCount(summary.runCount, 'run')}`,
    facts.map((fact) => `- ${fact}`).join('\n'),
  ]
  if (summary.culprits.length > 0) blocks.push('### Culprits', renderCulprits(summary.culprits))
  return `${blocks.join('\n\n')}\n`
}

function renderCulprits(culprits: readonly RankedCulprit[]): string {
  const rows = culprits.slice(0, LIMITS.markdownSuspectsMax).map((culprit) => {
    const cells = [
      `${culprit.share.count} of ${culprit.share.total}`,
      codeSpan(showText(culprit.place), 'table'),
      escapeMarkdown(showText(culprit.summary)),
      escapeMarkdown(showText(culprit.confidence, 20)),
      culprit.fix === null ? '' : escapeMarkdown(showText(culprit.fix)),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return ['| runs | place | what | sure | fix |', '| --: | --- | --- | --- | --- |', ...rows].join('\n')
}
