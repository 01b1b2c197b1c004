import * as assets from './assets.js'
import { type Html, html, NOTHING, raw } from './html.js'

export interface PageParts {
  readonly title: string
  /** What stands at the top on the right: a time, a number. */
  readonly aside: string
  readonly body: Html
  readonly footer: Html
  /** Data of the charts; without it the page has no charting code either. */
  readonly chartData?: Html | null
}

/**
 * A page that needs nothing else: opened from a disk or an artifact, with scripts switched off, on paper. What is inside
 * can run nothing: the policy names the page's own styles and scripts by their hashes.
 */
export function layPage({ title, aside, body, footer, chartData = null }: PageParts): string {
  const charts = chartData !== null
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(buildPolicy(charts))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>${raw(assets.STYLE)}</style>${charts ? raw(`\n<style>${assets.CHART_STYLE}</style>`) : NOTHING}
</head>
<body>
<header class="top"><span class="brand">overstay</span><span>${aside}</span></header>
<main>
${body}
</main>
${footer}
${chartData ?? NOTHING}${charts ? raw(`\n<script>${assets.CHART_SCRIPT}</script>`) : NOTHING}
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
