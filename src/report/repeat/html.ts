import { LIMITS } from '../../core/limits.js'
import type { Aggregate } from '../../core/report/aggregate.js'
import type { Iteration } from '../../core/report/iteration.js'
import { type RankedCulprit, type Summary, summarizeAggregate } from '../../core/report/summary.js'
import { showText } from '../../core/words/escape.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import { toneOutcome } from '../../core/words/outcome.js'
import { type Html, html, joinHtml, NOTHING } from '../html/html.js'
import { layPage } from '../html/page.js'
import { layHistogram } from './histogram.js'
import { formatBounds, formatRate } from './text.js'

/** Many runs as one page: how often, how long, who, and every run as a square. */
export function renderRepeatHtml(aggregate: Aggregate): string {
  const summary = summarizeAggregate(aggregate)
  return layPage({
    title: `${describeHeadline(summary)} · overstay`,
    aside: formatCount(summary.runCount, 'run'),
    body: joinHtml([
      renderVerdict(summary),
      renderCulprits(summary),
      renderDurations('teardown-times', 'How long teardown took', teardownsOf(aggregate.iterations)),
      renderDurations(
        'run-times',
        'How long a run took',
        aggregate.iterations.map((one) => one.totalMs),
      ),
      renderSquares(aggregate.iterations),
    ]),
    footer: html`<footer>overstay · ${formatCount(summary.runCount, 'run')}</footer>`,
  })
}

function describeHeadline(summary: Summary): string {
  const { count, total } = summary.hangs
  return count === 0 ? `No hang in ${formatCount(total, 'run')}` : `${count} of ${formatCount(total, 'run')} hung`
}

function renderVerdict(summary: Summary): Html {
  const { hangs, leaks, failures, teardownMs } = summary
  const tone = hangs.count > 0 ? 'bad' : leaks.count > 0 ? 'warning' : 'good'
  const facts: [string, string][] = [
    ['Hang rate', formatRate(hangs.rate)],
    ['At 95 % confidence', formatBounds(hangs)],
  ]
  if (leaks.count > 0) facts.push(['Leak rate', `${formatRate(leaks.rate)} (${formatBounds(leaks)})`])
  facts.push(['Tests failed', `${failures.count} of ${failures.total}`])
  if (teardownMs !== null) {
    facts.push(['Median teardown', formatMs(teardownMs.median)], ['Longest teardown', formatMs(teardownMs.max)])
  }
  if (summary.sampled) facts.push(['Kept', 'a fair sample of more runs'])
  const pills = Object.entries(summary.outcomes).map(
    ([outcome, count]) => html`<span class="pill ${toneOutcome(outcome)}">${count} ${showText(outcome, 40)}</span> `,
  )
  return html`<section class="card verdict ${tone}" aria-labelledby="verdict">
${pills}
<h1 id="verdict">${describeHeadline(summary)}</h1>
<dl class="facts">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</section>`
}

function renderCulprits(summary: Summary): Html {
  if (summary.culprits.length === 0) return NOTHING
  const shown = summary.culprits.slice(0, LIMITS.htmlSuspectsMax)
  return html`<section aria-labelledby="culprits">
<h2 id="culprits">Who does it</h2>
<div class="card"><p class="caption">Of ${formatCount(shown[0]?.share.total ?? 0, 'run')} with a suspect.</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="culprits"><table aria-labelledby="culprits"><thead><tr><th scope="col" class="number">Runs</th><th scope="col" class="share">Share</th><th scope="col">Place</th><th scope="col">What</th><th scope="col">Sure</th></tr></thead>
<tbody>${shown.map(renderCulprit)}</tbody></table></div></div>
</section>`
}

function renderCulprit(culprit: RankedCulprit): Html {
  const percent = `${Math.round(culprit.share.rate * 1000) / 10}%`
  const fix = culprit.fix === null ? NOTHING : html`<br><span class="internal">${showText(culprit.fix)}</span>`
  return html`<tr><td class="number">${culprit.share.count}</td><td class="share"><svg width="100%" height="12" role="img" aria-label="${percent}"><rect class="late-fill" width="${percent}" height="12" rx="2"/></svg></td><td><code>${showText(culprit.place)}</code></td><td class="wide">${showText(culprit.summary)}${fix}</td><td>${showText(culprit.confidence, 20)}</td></tr>
`
}

function teardownsOf(iterations: readonly Iteration[]): number[] {
  return iterations.flatMap((one) => (one.teardownMs === null ? [] : [one.teardownMs]))
}

/** A histogram drawn in per cent of the page's width; each bar says its numbers to who points at it or listens. */
function renderDurations(id: string, title: string, values: readonly number[]): Html {
  const bins = layHistogram(values, LIMITS.histogramBinsMax)
  if (bins.length === 0) return NOTHING
  const top = bins.reduce((most, bin) => Math.max(most, bin.count), 1)
  const width = 100 / bins.length
  const bars = bins.map((bin, index) => {
    const height = (bin.count / top) * 100
    const label = `${formatMs(bin.fromMs)} to ${formatMs(bin.toMs)}: ${formatCount(bin.count, 'run')}`
    const shown = bin.count === 0 ? 0 : Math.max(1, height)
    return html`<rect class="tests-fill" x="${round(index * width + width * 0.06)}%" y="${round(100 - shown)}%" width="${round(width * 0.88)}%" height="${round(shown)}%"><title>${label}</title></rect>`
  })
  const first = bins[0]
  const last = bins.at(-1)
  const middle = bins[Math.floor(bins.length / 2)]
  return html`<section aria-labelledby="${id}">
<h2 id="${id}">${title}</h2>
<div class="card"><p class="caption">${formatCount(values.length, 'run')}, at most ${top} in one bar; the scale is logarithmic.</p>
<svg class="histogram" width="100%" height="140" role="img" aria-labelledby="${id}">${bars}</svg>
<div class="ends"><span>${formatMs(first?.fromMs ?? 0)}</span><span>${formatMs(middle?.fromMs ?? 0)}</span><span>${formatMs(last?.toMs ?? 0)}</span></div></div>
</section>`
}

function renderSquares(iterations: readonly Iteration[]): Html {
  const shown = iterations.slice(0, LIMITS.htmlSquaresMax)
  const squares = shown.map((one) => {
    const label = `${one.index === null ? 'run' : `iteration ${one.index}`}: ${showText(one.outcome, 40)}, ${formatMs(one.totalMs)}`
    return html`<li class="square ${toneOutcome(one.outcome)}" title="${label}"><span class="unseen">${label}</span></li>`
  })
  const rest = iterations.length - shown.length
  const more = rest > 0 ? html`<p>And ${formatCount(rest, 'run')} more in the JSON file.</p>` : NOTHING
  return html`<section aria-labelledby="runs">
<h2 id="runs">Every run</h2>
<div class="card"><p class="caption">In their order. Green ended well; amber was late or left something behind; red hung.</p>
<ol class="squares">${squares}</ol>${more}</div>
</section>`
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
