import type { Aggregate } from '../../core/report/aggregate.js'

export interface RepeatFormat {
  /** As in `--format NAME` and the option of `repeat`. */
  readonly name: string
  readonly extension: string
  /** The same runs give the same text. The renderer is loaded when it is first needed. */
  render(aggregate: Aggregate): Promise<string>
}

/** The faces of many runs put together; the others are of one run only. */
export const REPEAT_FORMATS: readonly RepeatFormat[] = [
  {
    name: 'text',
    extension: '.txt',
    render: async (aggregate) => {
      const [{ renderSummaryText }, { summarizeAggregate }] = await Promise.all([
        import('./text.js'),
        import('../../core/report/summary.js'),
      ])
      const options = { width: 100, colour: false, verbosity: 'normal', ascii: false } as const
      return renderSummaryText(summarizeAggregate(aggregate), options)
    },
  },
  {
    name: 'json',
    extension: '.json',
    render: async (aggregate) => (await import('./document.js')).renderRepeatJson(aggregate),
  },
  {
    name: 'html',
    extension: '.html',
    render: async (aggregate) => (await import('./html.js')).renderRepeatHtml(aggregate),
  },
  {
    name: 'markdown',
    extension: '.md',
    render: async (aggregate) => {
      const [{ renderRepeatMarkdown }, { summarizeAggregate }] = await Promise.all([
        import('./markdown.js'),
        import('../../core/report/summary.js'),
      ])
      return renderRepeatMarkdown(summarizeAggregate(aggregate))
    },
  },
  {
    name: 'junit',
    extension: '.xml',
    render: async (aggregate) => (await import('./junit.js')).renderRepeatJunit(aggregate),
  },
]

export function findRepeatFormat(name: string): RepeatFormat | undefined {
  return REPEAT_FORMATS.find((format) => format.name === name)
}
