import { type Aggregate, AggregateCollector } from '../core/report/aggregate.js'
import { reduceReport } from '../core/report/iteration.js'
import type { Report } from '../core/report/model.js'
import { compareAggregates } from '../core/report/summary.js'
import { showText } from '../core/words/escape.js'
import { findReportFormat, REPORT_FORMATS, type RenderOptions } from './formats.js'
import { type ParsedDocument, parseDocument } from './parse.js'
import { renderComparisonJson } from './repeat/document.js'
import { findRepeatFormat } from './repeat/formats.js'
import { renderComparisonText } from './repeat/text.js'
import type { TextOptions } from './text/style.js'

/** A text to print, or one line that says why there is none. */
export type Rendered = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string }

/**
 * Saved files put together, for `overstay report FILE…`: the caller reads the files and hands over their text, one after
 * the other, or a long `.jsonl` line by line. One report keeps all its faces; several become many runs put together.
 * Holds one report and an aggregate, however many files there are.
 */
export class SavedRuns {
  /** One line each: files that could not be read as reports. */
  readonly problems: string[] = []
  /** One line each: what the reader should know of files that could. */
  readonly notes: string[] = []
  readonly #collector = new AggregateCollector()
  #reportCount = 0
  #repeatCount = 0
  #first: Report | null = null

  /** A whole file. Several lines that are documents of their own (`.jsonl`) are told from one document over many. */
  addFile(name: string, text: string): void {
    const lines = splitDocuments(text)
    if (lines === null) this.#add(showText(name, 400), parseDocument(text))
    else for (const [index, line] of lines.entries()) this.addLine(name, index + 1, line)
  }

  /** One line of a `.jsonl` file; blank lines are skipped. */
  addLine(name: string, lineNumber: number, text: string): void {
    if (text.trim() !== '') this.#add(`${showText(name, 400)}:${lineNumber}`, parseDocument(text))
  }

  /** How many documents were read. */
  get documentCount(): number {
    return this.#reportCount + this.#repeatCount
  }

  /** The report, where exactly one was read and nothing else. */
  get onlyReport(): Report | null {
    return this.documentCount === 1 ? this.#first : null
  }

  get aggregate(): Aggregate {
    return this.#collector.finish()
  }

  /** All that was read in one format: the report's own face for one report, otherwise that of many runs. */
  async render(format: string, options: RenderOptions = {}): Promise<Rendered> {
    if (this.documentCount === 0) return { ok: false, message: 'no report could be read' }
    const report = this.onlyReport
    if (report !== null) {
      const face = findReportFormat(format)
      return face === undefined
        ? refuse(format, REPORT_FORMATS)
        : { ok: true, text: await face.render(report, options) }
    }
    const face = findRepeatFormat(format)
    if (face !== undefined) return { ok: true, text: await face.render(this.aggregate) }
    if (findReportFormat(format) === undefined) return refuse(format, REPORT_FORMATS)
    return { ok: false, message: `${format} shows one run, and ${this.aggregate.iterations.length} were given` }
  }

  #add(where: string, document: ParsedDocument): void {
    if (!document.ok) {
      this.problems.push(`${where}: ${document.message}`)
      return
    }
    for (const note of document.notes) this.notes.push(`${where}: ${note}`)
    if (document.kind === 'report') {
      this.#reportCount += 1
      this.#first ??= document.report
      this.#collector.add(reduceReport(document.report))
      return
    }
    this.#repeatCount += 1
    this.#collector.noteSampled(document.aggregate.sampled)
    for (const iteration of document.aggregate.iterations) this.#collector.add(iteration)
  }
}

/** What changed from one set of saved runs to another, as `text` or `json`. */
export function renderComparison(before: SavedRuns, after: SavedRuns, format: string, options: TextOptions): Rendered {
  const comparison = compareAggregates(before.aggregate, after.aggregate)
  if (format === 'json') return { ok: true, text: renderComparisonJson(comparison) }
  if (format === 'text') return { ok: true, text: renderComparisonText(comparison, options) }
  return { ok: false, message: `a comparison has no format ${JSON.stringify(showText(format, 40))}; give text or json` }
}

function refuse(format: string, known: readonly { readonly name: string }[]): Rendered {
  const names = known.map((one) => one.name).join(', ')
  return { ok: false, message: `no format ${JSON.stringify(showText(format, 40))}; give one of ${names}` }
}

/** The lines of a text whose first line is a whole document; null for one document over the whole text. */
function splitDocuments(text: string): string[] | null {
  const end = text.indexOf('\n')
  if (end === -1 || text.slice(end).trim() === '') return null
  const first = text.slice(0, end).trim()
  return first.startsWith('{') && first.endsWith('}') ? text.split('\n') : null
}
