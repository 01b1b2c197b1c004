import type { Report } from '../../core/report/model.js'
import { formatCommand } from '../../core/words/command.js'
import { showText } from '../../core/words/escape.js'
import { formatMs } from '../../core/words/numbers.js'
import {
  describeCounts,
  describeEnd,
  describeHelp,
  describeOutcome,
  judgeSeverity,
  titleReport,
} from '../../core/words/outcome.js'
import { type Html, html } from './html.js'

/** The first thing seen: what happened, the exit code, the few numbers that matter, and how to see it again. */
export function renderVerdict(report: Report): Html {
  const severity = judgeSeverity(report)
  const facts = listFacts(report).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)
  return html`<section class="card verdict ${severity}" aria-labelledby="verdict">
<span class="pill ${severity}">${titleReport(report)} · exit ${report.exit.code}</span>
<h1 id="verdict">${capitalize(describeOutcome(report))}</h1>
<dl class="facts">${facts}</dl>
<div class="command"><code id="command">${formatCommand(report.command)}</code><button type="button" data-copy="command" hidden>Copy</button></div>
</section>`
}

function listFacts(report: Report): [string, string][] {
  const { testsMs, teardownMs, diagnosedAfterMs, totalMs } = report.timing
  const facts: [string, string][] = [['Tests', describeCounts(report)]]
  if (testsMs !== null) facts.push(['Finished after', formatMs(testsMs)])
  if (teardownMs !== null) facts.push(['Stayed for', formatMs(teardownMs)])
  if (diagnosedAfterMs !== null) facts.push(['Named after', `${formatMs(diagnosedAfterMs)} of teardown`])
  facts.push(['Whole run', formatMs(totalMs)], ['How it ended', capitalize(describeEnd(report) + describeHelp(report))])
  facts.push(['Folder', showText(report.cwd, 400)])
  return facts
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
