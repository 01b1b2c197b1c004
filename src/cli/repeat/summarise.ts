import type { Schedule } from '../../core/repeat/schedule.js'
import type { Aggregate } from '../../core/report/aggregate.js'
import { isHang, summarizeAggregate } from '../../core/report/summary.js'
import { formatCount } from '../../core/words/numbers.js'
import { findRepeatFormat } from '../../report/repeat/formats.js'
import { formatRate, renderSummaryText } from '../../report/repeat/text.js'
import { isUtf8Locale } from '../run/locale.js'
import { writeAtomically } from '../run/write-reports.js'
import type { RepeatPlan } from './repeat-plan.js'

/** The last words about a series on stderr, and its files. A file that cannot be written costs a line. */
export async function summarise(
  plan: RepeatPlan,
  aggregate: Aggregate,
  schedule: Schedule,
  write: (text: string) => void,
): Promise<void> {
  const summary = summarizeAggregate(aggregate)
  const options = {
    width: process.stderr.columns || 100,
    colour: plan.run.colour,
    verbosity: plan.run.verbosity,
    ascii: !isUtf8Locale(process.env),
  }
  write(renderSummaryText(summary, options))
  const otherwiseBad = aggregate.iterations.filter((one) => one.exitCode !== 0 && !isHang(one)).length
  for (const line of describeEnd(plan, schedule, otherwiseBad)) write(`overstay: ${line}\n`)
  for (const [name, file] of plan.summaries) {
    const text = (await findRepeatFormat(name)?.render(aggregate)) ?? ''
    if (file === '-') process.stdout.write(text)
    else {
      const fault = writeAtomically(file, text)
      if (fault !== null) write(`overstay: ${fault}\n`)
    }
  }
}

function describeEnd({ series }: RepeatPlan, schedule: Schedule, otherwiseBad: number): string[] {
  const { question } = series
  const lines: string[] = []
  if (otherwiseBad > 0)
    lines.push(`${formatCount(otherwiseBad, 'iteration')} ended by themselves with an exit code other than 0`)
  if (schedule.reason === 'interrupted') lines.push('interrupted: the numbers are of the iterations that had ended')
  if (question !== null) {
    const bound = formatRate(question.below)
    const sure = `at ${formatRate(question.confidence)} confidence`
    const said = {
      below: `shown ${sure}: the hang rate is below ${bound}`,
      above: `shown ${sure}: the hang rate is above ${bound}`,
      open: `not shown ${sure} that the hang rate is below ${bound}: more runs could tell`,
    }
    lines.push(said[schedule.answer])
  }
  return lines
}
