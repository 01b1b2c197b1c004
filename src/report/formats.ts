import type { Report } from '../core/report/model.js'

/** What a renderer may need beside the report itself. */
export interface RenderOptions {
  /** Lines of source files by the name the report has for them, for excerpts. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
  /** Where the report for people is kept, for faces that point to it. */
  readonly reportFile?: string
}

export interface ReportFormat {
  /** As in `overstay report --format NAME`; all but `text` are options of `run` too (`--html FILE`). */
  readonly name: string
  /** Usual end of the file's name, with its dot. */
  readonly extension: string
  /** For the help. */
  readonly description: string
  /** The same report gives the same text. The renderer is loaded when it is first needed. */
  render(report: Report, options?: RenderOptions): Promise<string>
}

/** Every face of the report, in the order of the help. */
export const REPORT_FORMATS: readonly ReportFormat[] = [
  {
    name: 'text',
    extension: '.txt',
    description: 'the summary for people, in full',
    render: async (report, options = {}) => {
      const { renderText } = await import('./text/render.js')
      return renderText(report, { width: 100, colour: false, verbosity: 'verbose', ascii: false, ...options })
    },
  },
  {
    name: 'json',
    extension: '.json',
    description: 'everything, by the published schema',
    render: async (report) => (await import('./json.js')).renderJson(report),
  },
  {
    name: 'html',
    extension: '.html',
    description: 'one page to open in a browser',
    render: async (report, options = {}) => (await import('./html/render.js')).renderHtml(report, options),
  },
  {
    name: 'markdown',
    extension: '.md',
    description: 'for a job summary or a comment',
    render: async (report, options = {}) => (await import('./markdown.js')).renderMarkdown(report, options),
  },
  {
    name: 'junit',
    extension: '.xml',
    description: 'JUnit XML for dashboards',
    render: async (report) => (await import('./junit.js')).renderJunit(report),
  },
  {
    name: 'ctrf',
    extension: '.ctrf.json',
    description: 'Common Test Report Format',
    render: async (report) => (await import('./ctrf.js')).renderCtrf(report),
  },
  {
    name: 'trace',
    extension: '.trace.json',
    description: 'timeline for Perfetto and Chrome',
    render: async (report) => (await import('./chrome-trace.js')).renderChromeTrace(report),
  },
  {
    name: 'speedscope',
    extension: '.speedscope.json',
    description: 'stacks for speedscope',
    render: async (report) => (await import('./speedscope.js')).renderSpeedscope(report),
  },
  {
    name: 'otlp',
    extension: '.otlp.jsonl',
    description: 'a trace for an OpenTelemetry collector',
    render: async (report) => (await import('./otlp.js')).renderOtlp(report),
  },
]

/** Formats of `overstay report` that are no files of a run: they serve the GitHub action. */
const HELPER_FORMATS: readonly ReportFormat[] = [
  {
    name: 'github-outputs',
    extension: '.txt',
    description: 'lines for GITHUB_OUTPUT',
    render: async (report, options = {}) =>
      (await import('./github.js')).renderGithubOutputs(report, options.reportFile ?? null),
  },
]

/** The format of that name; undefined when there is none. */
export function findReportFormat(name: string): ReportFormat | undefined {
  return [...REPORT_FORMATS, ...HELPER_FORMATS].find((format) => format.name === name)
}
