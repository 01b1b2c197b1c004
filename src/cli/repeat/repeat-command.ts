import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { countLeastRuns } from '../../core/repeat/rate-test.js'
import { Schedule } from '../../core/repeat/schedule.js'
import type { Iteration } from '../../core/report/iteration.js'
import { EXIT } from '../../core/verdict.js'
import { describeOutcome } from '../../core/words/outcome.js'
import { renderJson } from '../../report/json.js'
import { renderCommandHelp } from '../help.js'
import { readFlags } from '../options/read-options.js'
import { splitCommand } from '../run/run-command.js'
import { writeAtomically } from '../run/write-reports.js'
import { UsageError } from '../usage-error.js'
import { toolVersion } from '../version.js'
import { Interrupts } from './interrupts.js'
import { Ledger } from './ledger.js'
import { Progress } from './progress.js'
import { REPEAT_ONLY_OPTIONS, REPEAT_OPTIONS } from './repeat-options.js'
import { planRepeat, type RepeatPlan } from './repeat-plan.js'
import {
  makeIterationFolder,
  openResultsDirectory,
  type ResultsDirectory,
  readKnownIterations,
  removeFolder,
} from './results-directory.js'
import { type IterationResult, runIteration } from './run-iteration.js'
import { runSeries, type SeriesResult } from './series-runner.js'
import { SharedPorts } from './shared-ports.js'
import { summarise } from './summarise.js'

/** `overstay repeat [options] -- CMD [ARG…]`. Resolves to the exit code. */
export async function repeatCommand(argv: readonly string[]): Promise<number> {
  const { own, command } = splitCommand(argv)
  if (own.includes('-h') || own.includes('--help')) {
    process.stdout.write(renderCommandHelp('repeat [options] -- CMD [ARG…]', REPEAT_ONLY_OPTIONS, NOTES))
    return 0
  }
  const { flags, operands } = readFlags(REPEAT_OPTIONS, own)
  if (operands.length > 0) {
    throw new UsageError(`${JSON.stringify(operands[0])} stands before --; the command goes behind it`)
  }
  if (command.length === 0) throw new UsageError('no command is given; write: overstay repeat [options] -- CMD [ARG…]')
  return new Repeat(await planRepeat(flags, command, process.env)).complete()
}

const NOTES = [
  'Every option of run applies to each iteration. --json, --html, --markdown and --junit write the series as a whole, or',
  "one file an iteration where the file's name has {} in it. What the iterations write is kept in files, never mixed.",
  '',
  `Exit code: 0 no iteration was bad; ${EXIT.badIteration} at least one was; 1 --below was not shown; 128+N interrupted; 125, 126, 127`,
  'as for run when nothing could be started.',
]

class Repeat {
  private readonly results: ResultsDirectory
  private readonly ledger: Ledger
  private readonly ports: SharedPorts
  private readonly startedAtMs = performance.now()
  private schedule!: Schedule
  private progress!: Progress
  private keptCount = 0

  constructor(private readonly plan: RepeatPlan) {
    this.results = openResultsDirectory(plan.directory)
    this.ledger = new Ledger(this.results.ledgerFile)
    this.ports = new SharedPorts(plan.series.jobs)
  }

  async complete(): Promise<number> {
    const { plan } = this
    const known = await readKnownIterations(this.results.ledgerFile, plan.runId)
    this.schedule = new Schedule(plan.series, known)
    this.progress = new Progress(plan.series, this.schedule, {
      isTerminal: process.stderr.isTTY === true && process.env['TERM'] !== 'dumb',
      isQuiet: plan.run.verbosity === 'quiet',
      columns: process.stderr.columns || 100,
      write: (text) => void process.stderr.write(text),
    })
    this.begin(known)
    const interrupts = new Interrupts(() => this.schedule.stop('interrupted'))
    const ticker = setInterval(() => this.progress.refresh(this.elapsedMs()), 1_000)
    try {
      const result = await runSeries(plan.series, this.schedule, known, {
        nowMs: () => performance.now(),
        run: (index) => this.run(index),
        take: (one, iteration) => this.take(one, iteration),
      })
      return await this.conclude(result, interrupts.signalNumber)
    } finally {
      clearInterval(ticker)
      interrupts.close()
      this.ledger.close()
      this.progress.clear()
      if (this.results.isTemporary && this.keptCount === 0) removeFolder(this.results.path)
    }
  }

  private elapsedMs(): number {
    return performance.now() - this.startedAtMs
  }

  private begin(known: ReadonlyMap<number, Iteration>): void {
    const { question } = this.plan.series
    for (const iteration of known.values()) this.progress.count(iteration)
    if (this.plan.run.verbosity === 'quiet') return
    if (known.size > 0)
      this.progress.say(`${known.size} iterations are in the ledger already; going on with the others`)
    const { shakeSeed } = this.plan.run
    if (shakeSeed !== null)
      this.progress.say(`shaken with --shake-seed ${shakeSeed}; each iteration has its own made of it`)
    if (question !== null)
      this.progress.say(`to show that needs at least ${countLeastRuns(question)} runs without a hang`)
  }

  private run(index: number): Promise<IterationResult> {
    return runIteration({
      plan: this.plan.run,
      runId: this.plan.runId,
      index,
      folder: makeIterationFolder(this.results, index),
      reports: this.plan.reports,
      toolVersion: toolVersion(),
      say: (line) => this.progress.say(line),
    })
  }

  private take({ report, output }: IterationResult, iteration: Iteration): void {
    const { plan, progress } = this
    const folder = join(this.results.path, String(report.iteration))
    if (iteration.outcome === 'interrupted' || iteration.outcome === 'failed-to-start') return removeFolder(folder)
    this.ledger.append(report)
    if (plan.run.verbosity === 'verbose') this.show(report.iteration ?? 0, output.path)
    const isKept = plan.keep === 'all' || (plan.keep === 'bad' && iteration.exitCode !== 0)
    if (isKept) {
      this.keptCount += 1
      writeAtomically(join(folder, 'report.json'), renderJson(report))
    } else removeFolder(folder)
    progress.tell(report, iteration, isKept ? folder : null, this.elapsedMs())
    if (output.droppedBytes > 0)
      progress.say(`iteration ${report.iteration}: ${output.droppedBytes} bytes of its output were dropped`)
    const warning = this.ports.look(output.tail)
    if (warning !== null) progress.say(warning)
  }

  /** The whole output of one iteration at once, on our stdout: never between another's lines. */
  private show(index: number, file: string): void {
    this.progress.clear()
    process.stdout.write(`--- iteration ${index}\n`)
    try {
      process.stdout.write(readFileSync(file))
    } catch {
      // It wrote nothing.
    }
  }

  private async conclude(result: SeriesResult, signalNumber: number | null): Promise<number> {
    this.progress.clear()
    if (result.failedStart !== null && result.aggregate.iterations.length === 1) {
      this.progress.say(describeOutcome(result.failedStart))
      return result.failedStart.exit.code
    }
    const { plan, schedule } = this
    await summarise(plan, result.aggregate, schedule, (text) => process.stderr.write(text))
    if (!this.results.isTemporary || this.keptCount > 0) this.progress.say(`kept in ${this.results.path}`)
    if (result.badCount > 0) return EXIT.badIteration
    if (signalNumber !== null) return 128 + signalNumber
    return plan.series.question !== null && schedule.answer !== 'below' ? 1 : 0
  }
}
