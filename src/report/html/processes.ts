import { LIMITS } from '../../core/limits.js'
import type { Report, ReportProcess } from '../../core/report/model.js'
import { formatCommand, formatProcessName } from '../../core/words/command.js'
import { showText } from '../../core/words/escape.js'
import { formatBytes, formatCount, formatMs } from '../../core/words/numbers.js'
import { describeProcessEnd } from '../../core/words/suspect.js'
import { UNICODE_GLYPHS } from '../text/style.js'
import { layTree } from '../text/tree.js'
import type { Timeline } from '../timeline.js'
import { type Html, html, NOTHING } from './html.js'

/**
 * The process tree and the timeline in one table: a row for each process, its life as a bar on the run's time. Bars are
 * SVG with positions in per cent: they follow the width of the page without a script, and text in them keeps its size.
 */
export function renderProcesses(report: Report, timeline: Timeline): Html {
  if (report.processes.length === 0 || timeline.totalMs <= 0) return NOTHING
  const rows = layTree(report.processes, { glyphs: UNICODE_GLYPHS })
  const shown = rows.slice(0, LIMITS.htmlProcessesMax)
  const more =
    rows.length > shown.length
      ? html`<p>And ${formatCount(rows.length - shown.length, 'process', 'processes')} more in the JSON report.</p>`
      : NOTHING
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">From start to end</h2>
<div class="card"><p class="caption">Each process of the run and when it lived. ${describeColours(report)}</p>
<div class="scroll" tabindex="0" role="region" aria-labelledby="timeline"><table aria-labelledby="timeline"><thead><tr><th scope="col">Process</th><th scope="col" class="bar">${renderAxis(timeline)}</th><th scope="col" class="number">CPU</th><th scope="col" class="number">Memory</th><th scope="col">End</th></tr></thead>
<tbody>${shown.map(({ process, prefix }) => renderRow(process, prefix, timeline))}</tbody>
</table></div>
${renderLegend(timeline)}${more}</div>
</section>`
}

function describeColours(report: Report): string {
  return report.tests.finish === null
    ? 'The tests never finished.'
    : 'Blue: while the tests ran; red: after they had finished.'
}

function renderRow(process: ReportProcess, prefix: string, timeline: Timeline): Html {
  const name = formatProcessName(process.command)
  const notes = process.role === 'command' || process.role === 'descendant' ? [] : [showText(process.role, 40)]
  if (process.outlivedCommand) notes.push('outlived the command')
  const end = [describeProcessEnd(process), ...notes].join(', ')
  return html`<tr><td class="name mono" title="${formatCommand(process.command)}"><span class="branch" aria-hidden="true">${prefix}</span>${process.pid} ${name}</td><td class="bar">${renderBar(process, timeline)}</td><td class="number">${formatMs(process.cpuMs)}</td><td class="number">${formatBytes(process.rssBytes)}</td><td>${end}</td></tr>
`
}

const BAR_HEIGHT = 20

function renderBar(process: ReportProcess, timeline: Timeline): Html {
  const startMs = clamp(process.startedAtMs, timeline)
  const endMs = Math.max(startMs, process.endedAtMs === null ? timeline.totalMs : clamp(process.endedAtMs, timeline))
  const finishMs = timeline.phases.find((phase) => phase.name === 'tests')?.endMs ?? timeline.totalMs
  const label = `from ${formatMs(Math.max(0, process.startedAtMs))} to ${process.endedAtMs === null ? 'the end' : formatMs(process.endedAtMs)}`
  const early = renderStretch('tests-fill', startMs, Math.min(endMs, finishMs), timeline)
  const late = renderStretch('late-fill', Math.max(startMs, finishMs), endMs, timeline)
  return html`<svg width="100%" height="${BAR_HEIGHT}" role="img" aria-label="${label}"><title>${label}</title>${early}${late}${renderMarkLines(timeline)}</svg>`
}

function renderStretch(kind: string, startMs: number, endMs: number, timeline: Timeline): Html {
  if (endMs < startMs || (endMs === startMs && kind === 'late-fill')) return NOTHING
  // Never thinner than can be seen.
  const width = Math.max(0.25, percent(endMs, timeline) - percent(startMs, timeline))
  return html`<rect class="${kind}" x="${format(percent(startMs, timeline))}" y="4" width="${format(width)}" height="${BAR_HEIGHT - 8}" rx="2"/>`
}

function renderMarkLines(timeline: Timeline): Html[] {
  return listMarks(timeline).map(({ kind, atMs }) => {
    const x = format(percent(atMs, timeline))
    return html`<line class="mark-line ${kind}" x1="${x}" x2="${x}" y1="-5" y2="${BAR_HEIGHT + 5}"/>`
  })
}

/** Seconds along the top, and the numbered marks whose meaning stands below the table. */
function renderAxis(timeline: Timeline): Html {
  const ticks = listTicks(timeline.totalMs).map((atMs) => {
    const x = percent(atMs, timeline)
    const anchor = x < 2 ? 'start' : x > 96 ? 'end' : 'middle'
    return html`<line class="tick" x1="${format(x)}" x2="${format(x)}" y1="14" y2="20"/><text class="axis" x="${format(x)}" y="11" text-anchor="${anchor}">${atMs === 0 ? '0' : formatMs(atMs)}</text>`
  })
  const phases = timeline.phases.map((phase) => {
    const kind = phase.name === 'teardown' ? 'teardown-fill' : 'tests-fill'
    const width = Math.max(0, percent(phase.endMs, timeline) - percent(phase.startMs, timeline))
    return html`<rect class="${kind}" x="${format(percent(phase.startMs, timeline))}" y="20" width="${format(width)}" height="4"/>`
  })
  return html`<svg width="100%" height="44" aria-hidden="true">${ticks}${phases}${placeDots(timeline)}</svg>`
}

const DOT_GAP_PERCENT = 4.3

/** Dots that would lie on each other are pushed apart; the lines below stay where they belong. */
function placeDots(timeline: Timeline): Html[] {
  const marks = listMarks(timeline)
  const places = marks.map((mark) => percent(mark.atMs, timeline))
  for (let index = 1; index < places.length; index += 1) {
    places[index] = Math.max(places[index] ?? 0, (places[index - 1] ?? 0) + DOT_GAP_PERCENT)
  }
  for (let index = places.length - 1, right = 100; index >= 0; index -= 1, right -= DOT_GAP_PERCENT) {
    places[index] = Math.min(places[index] ?? 0, right)
  }
  return marks.map((mark, index) => {
    const x = format(places[index] ?? 0)
    return html`<g><title>${mark.label}</title><circle class="mark-dot" cx="${x}" cy="35" r="7.5"/><text class="mark-number" x="${x}" y="38.5" text-anchor="middle">${index + 1}</text></g>`
  })
}

function renderLegend(timeline: Timeline): Html {
  const items = listMarks(timeline).map((mark, index) => html`<li><b>${index + 1}</b>${mark.label}</li>`)
  return items.length === 0 ? NOTHING : html`<ol class="legend">${items}</ol>`
}

const MARKS_MAX = 20

function listMarks(timeline: Timeline): Timeline['marks'] {
  return timeline.marks.slice(0, MARKS_MAX)
}

/** Round instants, about eight of them. */
function listTicks(totalMs: number): number[] {
  const rough = totalMs / 7
  const magnitude = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((one) => one >= rough) ?? magnitude
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step)
}

function clamp(atMs: number, timeline: Timeline): number {
  return Math.min(Math.max(0, atMs), timeline.totalMs)
}

function percent(atMs: number, timeline: Timeline): number {
  return (clamp(atMs, timeline) / timeline.totalMs) * 100
}

function format(value: number): string {
  return `${Math.round(value * 100) / 100}%`
}
