import type { Option } from '../options/option.js'

/** The options of `overstay report`. All of them are flags only: nobody wants a format from the environment. */
export const REPORT_COMMAND_OPTIONS: readonly Option[] = [
  {
    name: 'format',
    short: 'f',
    kind: 'text',
    metavar: 'NAME',
    flagOnly: true,
    help: 'text, json, html, markdown, junit (one run and many); ctrf, trace, speedscope, otlp (one run)',
    fallback: "by the output file's name, else text",
  },
  {
    name: 'output',
    short: 'o',
    kind: 'text',
    metavar: 'FILE',
    flagOnly: true,
    help: 'write to FILE instead of stdout',
  },
  {
    name: 'compare',
    kind: 'flag',
    flagOnly: true,
    help: 'two operands, before and after: did the rate, the teardown or the suspects change?',
  },
]
