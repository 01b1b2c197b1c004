import { chooseProcessSource } from '../../sampler/choose-process-source.js'
import { superviseRun } from '../../supervisor/run.js'
import { findConfiguration } from '../options/configuration.js'
import { readFlags, resolveSettings } from '../options/read-options.js'
import { RUN_OPTIONS } from '../options/run-options.js'
import { LiveScreen } from '../screen/live-screen.js'
import { UsageError } from '../usage-error.js'
import { toolVersion } from '../version.js'
import { ADAPTERS } from './adapters.js'
import { planRun, type RunPlan } from './plan.js'
import { createRecogniser } from './recogniser.js'
import { ReportWriter } from './report-writer.js'
import { readSources } from './sources.js'
import { Speaker } from './speaker.js'

/** `overstay [run] [options] -- CMD [ARG…]`: supervise one run. Resolves to the exit code. */
export async function runCommand(argv: readonly string[]): Promise<number> {
  const { own, command } = splitCommand(argv)
  if (own.includes('-h') || own.includes('--help')) {
    const { renderHelp } = await import('../help.js')
    process.stdout.write(renderHelp())
    return 0
  }
  const plan = await readPlan(own, command)
  return runPlan(plan)
}

/** What stands before the first `--` is ours, what follows is the command. */
export function splitCommand(argv: readonly string[]): { own: readonly string[]; command: readonly string[] } {
  const at = argv.indexOf('--')
  return at < 0 ? { own: argv, command: [] } : { own: argv.slice(0, at), command: argv.slice(at + 1) }
}

async function readPlan(own: readonly string[], command: readonly string[]): Promise<RunPlan> {
  const { flags, operands } = readFlags(RUN_OPTIONS, own)
  if (operands.length > 0) {
    throw new UsageError(`${JSON.stringify(operands[0])} stands before --; the command goes behind it: overstay -- CMD`)
  }
  const settings = resolveSettings(RUN_OPTIONS, {
    flags,
    env: process.env,
    configuration: await findConfiguration(process.cwd()),
  })
  if (command.length === 0) throw new UsageError('no command is given; write: overstay [options] -- CMD [ARG…]')
  return planRun(settings, command, {
    env: process.env,
    stdinIsTty: process.stdin.isTTY === true,
    stdoutIsTty: process.stdout.isTTY === true,
    stderrIsTty: process.stderr.isTTY === true,
  })
}

async function runPlan(plan: RunPlan): Promise<number> {
  const isRaw = () => process.stdin.isTTY === true && process.stdin.isRaw === true
  const speaker = new Speaker(plan, process.stderr.columns || 100, isRaw)
  const writer = new ReportWriter(plan.reports, readSources, (fault) => speaker.say(fault))
  const screen = new LiveScreen(plan, speaker)
  const { source, warning } = await chooseProcessSource(plan.processSource)
  if (warning !== null) speaker.say(warning.message)
  const { report, isFlushed } = await superviseRun({
    command: plan.command,
    cwd: process.cwd(),
    env: process.env,
    policy: plan.policy,
    usePty: plan.usePty,
    recogniser: await createRecogniser(plan, (line) => speaker.say(line)),
    adapters: ADAPTERS,
    source,
    profile: plan.profile,
    injectProbes: plan.injectProbes,
    shakeSeed: plan.shakeSeed,
    iteration: null,
    recordFile: plan.recordFile,
    toolVersion: toolVersion(),
    announce: (kind, interim, state) => speaker.announce(kind, interim, state),
    writeInterimReport: (interim) => writer.writeInterim(interim),
    askUser: (run) => screen.ask(run),
    onHotKey: (run) => screen.handleHotKey(run),
    onStarted: (run) => screen.handleStarted(run),
    onOutput: (bytes) => screen.takeOutput(bytes),
    observe: (event, state) => screen.observe(event, state),
    beforeEnd: () => screen.finish(),
  })
  speaker.summarise(report)
  await writer.writeFinal(report)
  // The bytes nobody takes would hold Node for ever.
  if (!isFlushed) process.exit(report.exit.code)
  return report.exit.code
}
