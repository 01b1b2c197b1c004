import type { Bisect, BisectVerdict, Question } from '../../core/bisect/bisect.js'
import { formatCommand } from '../../core/words/command.js'
import { showText } from '../../core/words/escape.js'
import { formatCount } from '../../core/words/numbers.js'
import { stringifySafely } from '../../report/json.js'
import { formatRate } from '../../report/repeat/text.js'

/** A rate believed to be above this is said as "every time". */
const ALWAYS = 0.95

/** What a run of the search is for, in a line. */
export function describeQuestion(question: Question, state: Bisect): string {
  const count = formatCount(question.files.length, 'file')
  switch (question.purpose) {
    case 'baseline':
      return `all ${count}: does it hang, and how often?`
    case 'guess':
      return `${showText(question.files[0] ?? '', 200)} alone, which a suspect names`
    case 'search':
      return state.needed.length === 0
        ? `the first ${count}`
        : `the first ${question.files.length - state.needed.length} with ${formatCount(state.needed.length, 'file')} found`
    case 'order':
      return 'the culprits in the opposite order'
    case 'rest':
      return `the other ${count}`
  }
}

/** The result, with its confidence and what it cost. Ends in a newline. */
export function describeVerdict(verdict: BisectVerdict, fileCount: number, command: readonly string[]): string {
  const { culprits, runCount } = verdict
  if (culprits.length === 0)
    return `overstay: no hang in ${formatCount(runCount, 'run')} of all files: nothing to search\n`
  const what = culprits.length === 1 ? 'this file hangs' : `these ${culprits.length} files hang together`
  const least = Math.ceil(verdict.leastRunCount)
  return [
    `overstay: ${what}, ${verdict.rate > ALWAYS ? 'every time' : `in about ${formatRate(verdict.rate)} of the runs`}:`,
    ...culprits.map((file) => `  ${showText(file, 400)}`),
    ...(verdict.orderMatters === true ? ['  in this order; the other way round they did not'] : []),
    ...(verdict.restHangs
      ? ['  the others hang without it as well: there is another cause, found once this is mended']
      : []),
    `  again    overstay -- ${formatCommand(command)}`,
    `  sure     ${formatRate(verdict.confidence)} that none of it could be left out, after ${formatCount(runCount, 'run')}`,
    `  cost     telling ${culprits.length} among ${fileCount} takes any method ${formatCount(least, 'run')} on average at that rate`,
    '',
  ].join('\n')
}

/** The result for scripts. */
export function verdictDocument(verdict: BisectVerdict, command: readonly string[]): string {
  return `${stringifySafely({ format: 'overstay-bisect', schemaVersion: '1.0', ...verdict, command }, 2)}\n`
}
