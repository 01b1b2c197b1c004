import type { Report } from '../../core/report/model.js'
import { showText } from '../../core/words/escape.js'
import { describeOutcome, titleReport } from '../../core/words/outcome.js'
import { layTimeline } from '../timeline.js'
import { embedCurves, renderCurves } from './curves.js'
import { joinHtml } from './html.js'
import { layPage } from './page.js'
import { renderProcesses } from './processes.js'
import { renderFooter, renderLadder, renderNotes, renderProfile } from './rest.js'
import { renderSuspects } from './suspects.js'
import { renderVerdict } from './verdict.js'

export interface HtmlOptions {
  /** Lines of source files for excerpts, as for the text summary. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
}

/** The report of one run as a page for people. */
export function renderHtml(report: Report, options: HtmlOptions = {}): string {
  const timeline = layTimeline(report)
  return layPage({
    title: `${titleReport(report)}: ${describeOutcome(report)} · overstay`,
    aside: showText(report.startedAt, 40),
    body: joinHtml([
      renderVerdict(report),
      renderSuspects(report, options),
      renderProcesses(report, timeline),
      renderCurves(report, timeline),
      renderLadder(report),
      renderNotes(report),
      renderProfile(report),
    ]),
    footer: renderFooter(report),
    chartData: embedCurves(report, timeline),
  })
}
