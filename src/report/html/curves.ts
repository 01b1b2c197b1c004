import type { Report, ReportCurves } from '../../core/report/model.js'
import { formatBytes, formatMs } from '../../core/words/numbers.js'
import { stringifySafely } from '../json.js'
import type { Timeline } from '../timeline.js'
import { type Html, html, NOTHING, raw } from './html.js'

interface Chart {
  readonly column: 'cpuPercent' | 'rssMegabytes' | 'processCount'
  readonly label: string
  readonly unit: string
  readonly values: readonly number[]
  readonly peak: string
}

/** CPU, memory and processes over time: drawn in the page, and again by the page's script where scripts run. */
export function renderCurves(report: Report, timeline: Timeline): Html {
  const curves = usableCurves(report)
  if (curves === null) return NOTHING
  const figures = listCharts(curves).map((chart) => renderFigure(chart, curves, timeline))
  return html`<section aria-labelledby="curves-title">
<h2 id="curves-title">CPU and memory of the whole tree</h2>
<div class="charts">${figures}</div>
</section>`
}

/** The numbers for the page's script; null when there is nothing to draw. */
export function embedCurves(report: Report, timeline: Timeline): Html | null {
  const curves = usableCurves(report)
  if (curves === null) return null
  const data: Record<string, unknown> = {
    atSeconds: curves.atMs.map((atMs) => atMs / 1000),
    totalSeconds: timeline.totalMs / 1000,
    finishSeconds: report.tests.finish === null ? null : report.tests.finish.atMs / 1000,
  }
  for (const chart of listCharts(curves)) data[chart.column] = chart.values
  return raw(`<script type="application/json" id="curves">${stringifySafely(data).replaceAll('<', '\\u003c')}</script>`)
}

/** Columns of one length with at least two points; a saved report may hold anything. */
function usableCurves(report: Report): ReportCurves | null {
  const curves = report.curves
  if (curves == null || curves.atMs.length < 2) return null
  const columns = [curves.cpuPercent, curves.rssBytes, curves.processCount]
  return columns.every((column) => column.length === curves.atMs.length) ? curves : null
}

function listCharts(curves: ReportCurves): Chart[] {
  const peak = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0)
  return [
    {
      column: 'cpuPercent',
      label: 'CPU',
      unit: '%',
      values: curves.cpuPercent,
      peak: `${Math.round(peak(curves.cpuPercent))} % of one core`,
    },
    {
      column: 'rssMegabytes',
      label: 'Memory',
      unit: 'MB',
      values: curves.rssBytes.map((bytes) => bytes / 1e6),
      peak: formatBytes(peak(curves.rssBytes)),
    },
    {
      column: 'processCount',
      label: 'Processes',
      unit: '',
      values: curves.processCount,
      peak: String(peak(curves.processCount)),
    },
  ]
}

function renderFigure(chart: Chart, curves: ReportCurves, timeline: Timeline): Html {
  const span = Math.max(1, timeline.totalMs)
  const top = chart.values.reduce((a, b) => Math.max(a, b), 0) * 1.05 || 1
  const points = chart.values.map((value, index) => {
    const x = ((curves.atMs[index] ?? 0) / span) * 1000
    return `${x.toFixed(1)},${(100 - (value / top) * 100).toFixed(1)}`
  })
  const finishMs = timeline.marks.find((mark) => mark.kind === 'finish')?.atMs
  const finishX = finishMs === undefined ? null : (finishMs / span) * 1000
  const finish =
    finishX === null
      ? NOTHING
      : html`<line class="finish" x1="${finishX.toFixed(1)}" x2="${finishX.toFixed(1)}" y1="0" y2="100" vector-effect="non-scaling-stroke"/>`
  const label = `${chart.label}, at most ${chart.peak}, over ${formatMs(timeline.totalMs)}`
  return html`<figure class="card" data-column="${chart.column}" data-label="${chart.label}" data-unit="${chart.unit}">
<figcaption>${chart.label}: at most ${chart.peak}</figcaption>
<svg class="plain-chart" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label="${label}"><line x1="0" x2="1000" y1="100" y2="100" vector-effect="non-scaling-stroke"/>${finish}<polyline points="${points.join(' ')}" vector-effect="non-scaling-stroke"/></svg>
</figure>`
}
