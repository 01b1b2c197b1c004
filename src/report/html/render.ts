import type { Report } from '../../core/report/model.js'
import { showText } from '../escape.js'
import { layTimeline } from '../timeline.js'
import { describeOutcome, titleOutcome } from '../words/outcome.js'
import * as assets from './assets.js'
import { embedCurves, renderCurves } from './curves.js'
import { type Html, html, joinHtml, raw } from './html.js'
import { renderProcesses } from './processes.js'
import { renderFooter, renderLadder, renderNotes, renderProfile } from './rest.js'
import { renderSuspects } from './suspects.js'
import { renderVerdict } from './verdict.js'

export interface HtmlOptions {
  /** Lines of source files for excerpts, as for the text summary. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
}

/**
 * The report as one page that needs nothing else: opened from a disk or an artifact, with scripts switched off, on
 * paper. What is inside can run nothing: the policy names the page's own styles and scripts by their hashes.
 */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const timeline = layTimeline(report)
  const curves = embedCurves(report, timeline)
  const charts = curves !== null
  const body = joinHtml([
    renderVerdict(report),
    renderSuspects(report, options),
    renderProcesses(report, timeline),
    renderCurves(report, timeline),
    renderLadder(report),
    renderNotes(report),
    renderProfile(report),
  ])
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(buildPolicy(charts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${titleOutcome(report.outcome)}: ${describeOutcome(report)} · overstay</title>
<style>${raw(assets.STYLE)}</style>${charts ? raw(`\n<style>${assets.CHART_STYLE}</style>`) : raw('')}
</head>
<body>
<header class="top"><span class="brand">overstay</span><span>${showText(report.startedAt, 40)}</span></header>
<main>
${body}
</main>
${renderFooter(report)}
${curves ?? raw('')}${charts ? raw(`\n<script>${assets.CHART_SCRIPT}</script>`) : raw('')}
<script>${raw(assets.SCRIPT)}</script>
</body>
</html>
`
  return page.text
}

function buildPolicy(charts: boolean): string {
  const styles = charts ? [assets.STYLE_HASH, assets.CHART_STYLE_HASH] : [assets.STYLE_HASH]
  const scripts = charts ? [assets.SCRIPT_HASH, assets.CHART_SCRIPT_HASH] : [assets.SCRIPT_HASH]
  const quote = (hashes: readonly string[]) => hashes.map((hash) => `'${hash}'`).join(' ')
  return `default-src 'none'; style-src ${quote(styles)}; script-src ${quote(scripts)}; base-uri 'none'; form-action 'none'`
}

export type { Html }
