import { compareAggregates } from '../../core/report/summary.js'
import { EXIT } from '../../core/verdict.js'
import { REPORT_FORMATS } from '../../report/formats.js'
import { REPEAT_FORMATS } from '../../report/repeat/formats.js'
import { type Rendered, renderComparison, SavedRuns } from '../../report/saved-runs.js'
import { renderCommandHelp } from '../help.js'
import { convertFlags, readFlags } from '../options/read-options.js'
import { readSources } from '../run/sources.js'
import { writeAtomically } from '../run/write-reports.js'
import { UsageError } from '../usage-error.js'
import { readOperand } from './read-saved.js'
import { REPORT_COMMAND_OPTIONS } from './report-options.js'

/** Exit codes of `overstay report`, for scripts; see docs/report.md. */
const REPORT_EXIT = { fine: 0, worse: 1, incomplete: 2 } as const

/** `overstay report [options] FILE…`: saved reports converted, put together, compared. Resolves to the exit code. */
export async function reportCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('-h') || argv.includes('--help')) {
    process.stdout.write(renderCommandHelp('report [options] FILE…', REPORT_COMMAND_OPTIONS, NOTES))
    return 0
  }
  const { flags: given, operands } = readFlags(REPORT_COMMAND_OPTIONS, argv)
  const flags = convertFlags(REPORT_COMMAND_OPTIONS, given)
  const output = (flags['output'] as string | undefined) ?? '-'
  const format = (flags['format'] as string | undefined) ?? formatOf(output)
  if (operands.length === 0) throw new UsageError('report: no file is given; write: overstay report FILE…')
  if (flags['compare'] === true) return compare(operands, format, output)
  checkFormat(format)
  const { saved, isComplete } = await readAll(operands)
  const report = saved.onlyReport
  const rendered = await saved.render(format, report === null ? {} : { sources: readSources(report) })
  await deliver(rendered, output)
  return isComplete ? REPORT_EXIT.fine : REPORT_EXIT.incomplete
}

const NOTES = [
  'FILE: a JSON report, a .jsonl ledger, a directory of them, or - for stdin. Several are put together; a run that is',
  'given twice counts once.',
  '',
  'Exit code: 0 done; 1 --compare found that it hangs more; 2 done, but something could not be read and was left out;',
  `${EXIT.usage} wrong usage, or nothing could be read at all.`,
]

function formatOf(output: string): string {
  const known = REPORT_FORMATS.toSorted((a, b) => b.extension.length - a.extension.length)
  return known.find((format) => output.endsWith(format.extension))?.name ?? 'text'
}

/** Before anything is read: a misspelt format is not worth an hour of reading. */
function checkFormat(format: string): void {
  if (REPORT_FORMATS.some(({ name }) => name === format) || REPEAT_FORMATS.some(({ name }) => name === format)) return
  const names = REPORT_FORMATS.map(({ name }) => name).join(', ')
  throw new UsageError(`--format: ${JSON.stringify(format)} is not accepted; give one of ${names}`)
}

async function compare(operands: readonly string[], format: string, output: string): Promise<number> {
  const [before, after] = operands
  if (before === undefined || after === undefined || operands.length > 2) {
    const hint = 'a directory stands for all the files in it'
    throw new UsageError(`--compare: takes two operands, before and after; ${operands.length} given (${hint})`)
  }
  if (format !== 'text' && format !== 'json') {
    throw new UsageError(`--format: ${JSON.stringify(format)} is not accepted with --compare; give text or json`)
  }
  const [old, fresh] = [await readAll([before]), await readAll([after])]
  for (const [saved, name] of [
    [old.saved, before],
    [fresh.saved, after],
  ] as const) {
    if (saved.documentCount === 0) throw new UsageError(`${name}: no report could be read`)
  }
  const options = { width: 100, colour: false, verbosity: 'normal', ascii: false } as const
  await deliver(renderComparison(old.saved, fresh.saved, format, options), output)
  if (compareAggregates(old.saved.aggregate, fresh.saved.aggregate).verdict === 'worse') return REPORT_EXIT.worse
  return old.isComplete && fresh.isComplete ? REPORT_EXIT.fine : REPORT_EXIT.incomplete
}

async function readAll(operands: readonly string[]): Promise<{ saved: SavedRuns; isComplete: boolean }> {
  const saved = new SavedRuns()
  let isComplete = true
  for (const operand of operands) {
    await readOperand(saved, operand, (line) => {
      isComplete = false
      process.stderr.write(`overstay: ${line}\n`)
    })
    for (const note of saved.notes.splice(0)) process.stderr.write(`overstay: ${note}\n`)
  }
  return { saved, isComplete }
}

async function deliver(rendered: Rendered, output: string): Promise<void> {
  if (!rendered.ok) throw new UsageError(rendered.message)
  if (output === '-') {
    await new Promise<void>((resolve) => process.stdout.write(rendered.text, () => resolve()))
    return
  }
  const fault = writeAtomically(output, rendered.text)
  if (fault !== null) throw new UsageError(fault)
}
