import { LIMITS } from '../../core/limits.js'
import type { Report } from '../../core/report/model.js'
import { cutText, escapeLines, showText } from '../../core/words/escape.js'
import { formatCount } from '../../core/words/numbers.js'
import { stringifySafely } from '../json.js'
import { describeStep } from '../text/ladder.js'
import { type Html, html, NOTHING } from './html.js'

/** What overstay did to end the run, and what it could not end. */
export function renderLadder(report: Report): Html {
  const { steps, survivors } = report.ladder
  if (steps.length === 0 && survivors.length === 0) return NOTHING
  const items = steps.slice(0, 100).map((step) => html`<li>${describeStep(step)}</li>`)
  const left =
    survivors.length === 0
      ? html`<p>Nothing of the run is left.</p>`
      : html`<p><span class="pill bad">still alive</span> ${formatCount(survivors.length, 'process', 'processes')}: ${survivors.slice(0, 50).join(', ')}</p>`
  return html`<section aria-labelledby="ladder">
<h2 id="ladder">How it was ended</h2>
<div class="card"><ol class="steps">${items}</ol>${left}</div>
</section>`
}

/** What could not be seen or done, and why. */
export function renderNotes(report: Report): Html {
  const items = report.warnings.map(
    (warning) => html`<li>${showText(warning.message)} <code>${showText(warning.code, 80)}</code></li>`,
  )
  if (report.limitsHit.length > 0) {
    const names = report.limitsHit.slice(0, 50).map((name) => html` <code>${showText(name, 80)}</code>`)
    items.push(html`<li>Not everything was looked at; bounds that bit:${names}</li>`)
  }
  if (items.length === 0) return NOTHING
  return html`<section aria-labelledby="notes">
<h2 id="notes">Notes</h2>
<div class="card"><ul class="notes">${items}</ul></div>
</section>`
}

/** The async-resource profile, as data: its own views are made from the JSON report. */
export function renderProfile(report: Report): Html {
  if (report.profile == null) return NOTHING
  const text = cutText(stringifySafely(report.profile, 2), LIMITS.htmlProfileCharsMax)
  return html`<section aria-labelledby="profile">
<h2 id="profile">Profile</h2>
<details class="card"><summary>The profile as data</summary><pre class="profile" tabindex="0">${escapeLines(text).join('\n')}</pre></details>
</section>`
}

export function renderFooter(report: Report): Html {
  const { host } = report
  const where = [host.platform, host.release, host.arch, formatCount(host.cpus, 'CPU'), `Node ${host.node}`]
  if (host.container !== null) where.push(host.container)
  if (host.ci !== null) where.push(host.ci)
  return html`<footer>overstay ${showText(report.tool.version, 40)} · run ${showText(report.runId, 80)} · schema ${showText(report.schemaVersion, 20)} · ${where.map((part) => showText(part, 80)).join(', ')}</footer>`
}
