import { randomUUID } from 'node:crypto'
import { relative, resolve } from 'node:path'
import {
  type Bisect,
  type BisectVerdict,
  beginBisect,
  nextQuestion,
  type Question,
  suggest,
  takeAnswer,
  verdictOf,
} from '../../core/bisect/bisect.js'
import type { Report } from '../../core/report/model.js'
import { isHang } from '../../core/report/summary.js'
import { EXIT } from '../../core/verdict.js'
import { describeOutcome } from '../../core/words/outcome.js'
import { renderCommandHelp } from '../help.js'
import { convertFlags, readFlags } from '../options/read-options.js'
import { Interrupts } from '../repeat/interrupts.js'
import { makeIterationFolder, openResultsDirectory, removeFolder } from '../repeat/results-directory.js'
import { runIteration } from '../repeat/run-iteration.js'
import type { RunPlan } from '../run/plan.js'
import { planFromFlags } from '../run/plan-from-flags.js'
import { splitCommand } from '../run/run-command.js'
import { writeAtomically } from '../run/write-reports.js'
import { UsageError } from '../usage-error.js'
import { toolVersion } from '../version.js'
import { AnswerLog, type LoggedAnswer } from './answer-log.js'
import { BISECT_ONLY_OPTIONS, BISECT_OPTIONS } from './bisect-options.js'
import { type Selection, selectFiles } from './selection.js'
import { describeQuestion, describeVerdict, verdictDocument } from './words.js'

/** `overstay bisect [options] -- CMD [ARG…]`. Resolves to the exit code. */
export async function bisectCommand(argv: readonly string[]): Promise<number> {
  const { own, command } = splitCommand(argv)
  if (own.includes('-h') || own.includes('--help')) {
    process.stdout.write(renderCommandHelp('bisect [options] -- CMD [ARG…]', BISECT_ONLY_OPTIONS, NOTES))
    return 0
  }
  const { flags, operands } = readFlags(BISECT_OPTIONS, own)
  if (operands.length > 0) {
    throw new UsageError(`${JSON.stringify(operands[0])} stands before --; the command goes behind it`)
  }
  if (command.length === 0) throw new UsageError('no command is given; write: overstay bisect [options] -- CMD [ARG…]')
  const plan = await planFromFlags(flags, BISECT_ONLY_OPTIONS, command)
  checkPlan(plan)
  const given = convertFlags(BISECT_ONLY_OPTIONS, flags)
  const selection = await selectFiles(command, (given['files'] as readonly string[] | undefined) ?? null)
  const suspect = given['suspect'] === undefined ? null : nameAsListed(String(given['suspect']), selection.files)
  if (given['suspect'] !== undefined && suspect === null) {
    throw new UsageError(
      `--suspect: ${JSON.stringify(given['suspect'])} is not among the ${selection.files.length} files`,
    )
  }
  const log = new AnswerLog((given['state'] as string | undefined) ?? null, command, selection.files, suspect)
  return new Bisecting(plan, selection, log, suspect).complete(given['fresh'] === true)
}

const NOTES = [
  'Every option of run applies to each run; a shorter --teardown-timeout makes the search quicker. --json writes the',
  'result. The files are searched in the order in which they are listed; a run that hangs, leaks, stalls or meets its',
  'deadline counts as guilty.',
  '',
  `Exit code: ${EXIT.badIteration} culprits were found; 0 it did not hang; 128+N interrupted (the next call goes on); 125, 126, 127 as for run.`,
]

function checkPlan(plan: RunPlan): void {
  if (plan.policy.onHang !== 'end') {
    throw new UsageError(`--on-hang: "${plan.policy.onHang}" is not accepted: every run of a search has to be ended`)
  }
  const others = [...plan.reports.keys()].filter((name) => name !== 'json')
  if (others.length > 0) throw new UsageError(`--${others[0]}: bisect writes --json only`)
}

class Bisecting {
  private readonly results = openResultsDirectory(null)
  private readonly runId = randomUUID()
  private state: Bisect
  private isInterrupted = false

  constructor(
    private readonly plan: RunPlan,
    private readonly selection: Selection,
    private readonly log: AnswerLog,
    suspect: string | null,
  ) {
    this.state = beginBisect(selection.files, suspect)
  }

  async complete(isFresh: boolean): Promise<number> {
    this.resume(isFresh ? [] : this.log.read())
    const interrupts = new Interrupts(() => {
      this.isInterrupted = true
    })
    try {
      for (let question = nextQuestion(this.state); question !== null; question = nextQuestion(this.state)) {
        const report = await this.ask(question)
        if (report.outcome === 'failed-to-start') return this.giveUp(report)
        if (this.isInterrupted || report.outcome === 'interrupted') return this.pause(interrupts.signalNumber)
        this.take(report)
      }
      return this.conclude(verdictOf(this.state))
    } finally {
      interrupts.close()
      removeFolder(this.results.path)
    }
  }

  private resume(answers: readonly LoggedAnswer[]): void {
    for (const answer of answers) this.learn(answer)
    this.log.begin(answers)
    this.say(
      `${this.selection.files.length} files${answers.length === 0 ? '' : `; going on after ${answers.length} runs`}`,
    )
  }

  private async ask(question: Question): Promise<Report> {
    const index = this.state.runCount
    const folder = makeIterationFolder(this.results, index)
    this.say(`run ${index + 1}: ${describeQuestion(question, this.state)}`)
    const { report } = await runIteration({
      plan: { ...this.plan, command: this.selection.commandFor(question.files) },
      runId: this.runId,
      index,
      folder,
      reports: new Map(),
      toolVersion: toolVersion(),
      say: (line) => this.say(line),
    })
    removeFolder(folder)
    return report
  }

  private take(report: Report): void {
    const hung = isHang(report) || report.outcome === 'leaked'
    const named = report.suspects.find(({ testFile }) => testFile !== null)?.testFile ?? null
    const testFile = hung && named !== null ? nameAsListed(named, this.selection.files) : null
    this.log.append({ hung, testFile })
    this.learn({ hung, testFile })
    this.say(`  ${hung ? report.outcome : 'no hang'}`)
  }

  private learn({ hung, testFile }: LoggedAnswer): void {
    // Before the answer: the last one of the baseline decides whether there is a guess to verify.
    if (testFile !== null) this.state = suggest(this.state, testFile)
    this.state = takeAnswer(this.state, hung)
  }

  private giveUp(report: Report): number {
    this.log.remove()
    process.stderr.write(`overstay: ${describeOutcome(report)}\n`)
    return report.exit.code
  }

  private pause(signalNumber: number | null): number {
    process.stderr.write(
      `overstay: interrupted after ${this.state.runCount} runs; the same command goes on from there\n`,
    )
    return 128 + (signalNumber ?? 2)
  }

  private conclude(verdict: BisectVerdict): number {
    this.log.remove()
    const command = this.selection.commandFor(verdict.culprits)
    process.stderr.write(describeVerdict(verdict, this.selection.files.length, command))
    const file = this.plan.reports.get('json')
    if (file !== undefined) this.write(file, verdictDocument(verdict, command))
    return verdict.culprits.length > 0 ? EXIT.badIteration : 0
  }

  private write(file: string, text: string): void {
    const fault = file === '-' ? void process.stdout.write(text) : writeAtomically(file, text)
    if (typeof fault === 'string') process.stderr.write(`overstay: ${fault}\n`)
  }

  private say(line: string): void {
    if (this.plan.verbosity !== 'quiet') process.stderr.write(`overstay: ${line}\n`)
  }
}

/** The listed name of a file that is given in some other way (absolute, with `./`); null when it is not listed. */
function nameAsListed(file: string, files: readonly string[]): string | null {
  const path = relative(process.cwd(), resolve(file))
  return files.find((one) => one === file || relative(process.cwd(), resolve(one)) === path) ?? null
}
