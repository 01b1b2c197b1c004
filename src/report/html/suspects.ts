import { LIMITS } from '../../core/limits.js'
import type { Report, ReportSuspect } from '../../core/report/model.js'
import type { StackFrame } from '../../core/suspects/finding.js'
import { escapeForTerminal, showText } from '../../core/words/escape.js'
import { type FrameGroup, groupFrames } from '../../core/words/frames.js'
import { describeConfidence, describeKind } from '../../core/words/kinds.js'
import { formatCount } from '../../core/words/numbers.js'
import {
  describeResource,
  formatPlace,
  formatSiteWithFunction,
  formatSuspectProcess,
} from '../../core/words/suspect.js'
import { splitCode } from '../markup.js'
import { type Html, html, NOTHING, raw } from './html.js'
import type { HtmlOptions } from './render.js'

/** A card for each suspect, the most suspicious first. */
export function renderSuspects(report: Report, options: HtmlOptions): Html {
  if (report.suspects.length === 0) return report.outcome === 'overstayed' ? renderNobody() : NOTHING
  const shown = report.suspects.slice(0, LIMITS.htmlSuspectsMax)
  const rest = report.suspects.length - shown.length
  const more = rest > 0 ? html`<p>And ${formatCount(rest, 'suspect')} more in the JSON report.</p>` : NOTHING
  const late = report.outcome === 'stalled' || report.outcome === 'deadline'
  return html`<section aria-labelledby="suspects">
<h2 id="suspects">${late ? 'What it was doing' : 'What holds it'}</h2>
${shown.map((suspect) => renderCard(suspect, options))}${more}
</section>`
}

function renderNobody(): Html {
  return html`<section aria-labelledby="suspects">
<h2 id="suspects">What holds it</h2>
<p class="card">Nothing that could be asked named a holder. The notes say what could not be seen, and why.</p>
</section>`
}

function renderCard(suspect: ReportSuspect, options: HtmlOptions): Html {
  const tone = suspect.confidence === 'proved' || suspect.confidence === 'certain' ? 'bad' : 'warning'
  const rows: Html[] = []
  if (suspect.fix !== null) rows.push(html`<dt>Fix</dt><dd class="fix">${renderProse(showText(suspect.fix))}</dd>`)
  rows.push(html`<dt>Why</dt><dd>${renderWhy(suspect)}</dd>`)
  if (suspect.testFile !== null) rows.push(html`<dt>Test file</dt><dd><code>${showText(suspect.testFile)}</code></dd>`)
  if (suspect.site !== null) rows.push(html`<dt>Process</dt><dd>${formatSuspectProcess(suspect)}</dd>`)
  if (suspect.thread !== null) rows.push(html`<dt>Thread</dt><dd>${showText(suspect.thread, 200)}</dd>`)
  const resource = describeResource(suspect)
  if (resource !== null) rows.push(html`<dt>Resource</dt><dd>${resource}</dd>`)
  const summary = showText(suspect.summary) || describeKind(suspect.kind).label
  const confidence = showText(suspect.confidence, 20)
  return html`<article class="card suspect">
<header><h3><span class="rank">${suspect.rank}.</span> <code>${formatPlace(suspect)}</code></h3><span class="pill ${tone}" title="${describeConfidence(suspect.confidence)}">${confidence}</span><span class="pill">${describeKind(suspect.kind).label}</span></header>
<p class="summary">${summary}</p>
${renderExcerpt(suspect, options)}<dl class="answer">${rows}</dl>
${renderStack(suspect.stack)}</article>
`
}

function renderProse(text: string): Html[] {
  return splitCode(text).map((piece) => (piece.isCode ? html`<code>${piece.text}</code>` : html`${piece.text}`))
}

function renderWhy(suspect: ReportSuspect): Html {
  const reasons = [...suspect.evidence.slice(0, 20).map((line) => showText(line, 600))]
  if (suspect.confidence === 'proved') reasons.unshift(describeConfidence('proved'))
  if (reasons.length === 0) return html`${describeKind(suspect.kind).why}`
  if (reasons.length === 1) return html`${reasons[0] ?? ''}`
  return html`<ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul>`
}

const LINES_AROUND = 3

function renderExcerpt(suspect: ReportSuspect, options: HtmlOptions): Html {
  const site = suspect.site
  const source = site === null ? undefined : options.sources?.get(site.file)
  if (site === null || source === undefined || site.line < 1 || site.line > source.length) return NOTHING
  const first = Math.max(1, site.line - LINES_AROUND)
  const rows = source.slice(first - 1, site.line + LINES_AROUND).map((line, index) => {
    const number = first + index
    const hit = number === site.line ? raw(' hit') : NOTHING
    const text = escapeForTerminal(line.slice(0, 300).replaceAll('\t', '  '))
    return html`<span class="row${hit}"><span class="number">${number}</span>${text}</span>`
  })
  return html`<pre class="source" tabindex="0"><code>${rows}</code></pre>
`
}

/** The user's own frames open, those of runtimes and libraries folded between them. */
function renderStack(stack: readonly StackFrame[]): Html {
  if (stack.length === 0) return NOTHING
  const shown = stack.slice(0, LIMITS.htmlFramesMax)
  const frames = groupFrames(shown).map(renderGroup)
  const own = shown.filter((frame) => !frame.internal).length
  const more = stack.length > shown.length ? `, the first ${shown.length} shown` : ''
  return html`<details><summary>Stack: ${formatCount(stack.length, 'frame')}, ${own} of them yours${more}</summary><ol class="stack">${frames}</ol></details>
`
}

function renderGroup({ frames, internal }: FrameGroup): Html {
  const lines = frames.map((frame) => html`<code>${formatSiteWithFunction(frame)}</code>`)
  if (!internal) return html`<li>${lines}</li>`
  if (lines.length === 1) return html`<li class="internal">${lines}</li>`
  return html`<li class="internal"><details><summary>${lines.length} frames of runtimes and libraries</summary>${lines.map((line) => html`${line}<br>`)}</details></li>`
}
