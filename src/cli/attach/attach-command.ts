import type { Report } from '../../core/report/model.js'
import { EXIT } from '../../core/verdict.js'
import { chooseProcessSource } from '../../sampler/choose-process-source.js'
import { attachTo } from '../../supervisor/attach.js'
import { renderCommandHelp } from '../help.js'
import { convertFlags, readFlags } from '../options/read-options.js'
import { ADAPTERS } from '../run/adapters.js'
import type { RunPlan } from '../run/plan.js'
import { planFromFlags } from '../run/plan-from-flags.js'
import { ReportWriter } from '../run/report-writer.js'
import { readSources } from '../run/sources.js'
import { Speaker } from '../run/speaker.js'
import { UsageError } from '../usage-error.js'
import { toolVersion } from '../version.js'
import { ATTACH_ONLY_OPTIONS, ATTACH_OPTIONS } from './attach-options.js'
import { describeTarget, type Target } from './target.js'

/** ms a tree is watched unless told otherwise: one window of CPU shares and a little. */
const WATCH_MS = 1_100

/** `overstay attach [options] PID`. Resolves to the exit code. */
export async function attachCommand(argv: readonly string[]): Promise<number> {
  if (argv.includes('-h') || argv.includes('--help')) {
    process.stdout.write(renderCommandHelp('attach [options] PID', ATTACH_OPTIONS, NOTES))
    return 0
  }
  const { flags, operands } = readFlags(ATTACH_OPTIONS, argv)
  const plan = await planFromFlags(flags, ATTACH_ONLY_OPTIONS, [])
  const own = convertFlags(ATTACH_ONLY_OPTIONS, flags)
  const target = describeTarget(readPid(operands))
  if (typeof target === 'object' && 'message' in target) {
    process.stderr.write(`overstay: attach: ${target.message}\n`)
    return target.exitCode
  }
  return attach(plan, own, target)
}

const NOTES = [
  'Looks at the process PID and everything below it, asks what holds it, and says so. Nothing needs to be preloaded;',
  'nothing is ended or changed unless --release or --kill says so.',
  '',
  'Exit code: 0 diagnosed (with --release or --kill: and everything is gone); 1 it is still there although --release or',
  `--kill was asked for; ${EXIT.usage} wrong usage; ${EXIT.notExecutable} not permitted; ${EXIT.notFound} no such process; 130 interrupted.`,
]

function readPid(operands: readonly string[]): number {
  const [text, ...more] = operands
  if (text === undefined || more.length > 0) throw new UsageError('attach: give one PID: overstay attach PID')
  const pid = /^\d{1,10}$/.test(text) ? Number(text) : 0
  if (pid < 1) throw new UsageError(`attach: ${JSON.stringify(text)} is not accepted; give the number of a process`)
  return pid
}

async function attach(plan: RunPlan, flags: Readonly<Record<string, unknown>>, target: Target): Promise<number> {
  const speaker = new Speaker(plan, process.stderr.columns || 100, () => false)
  const writer = new ReportWriter(plan.reports, readSources, (fault) => speaker.say(fault))
  const { source, warning } = await chooseProcessSource(plan.processSource)
  if (warning !== null) speaker.say(warning.message)
  const isActing = flags['release'] === true || flags['kill'] === true
  const interrupts = holdInterrupts()
  const { report, isGone } = await attachTo({
    pid: target.pid,
    cwd: target.cwd,
    watchMs: (flags['watch'] as number | undefined) ?? WATCH_MS,
    release: flags['release'] === true,
    kill: flags['kill'] === true,
    mayTouch: flags['no-touch'] !== true,
    killAfterMs: plan.policy.killAfterMs,
    adapters: ADAPTERS,
    source,
    toolVersion: toolVersion(),
    onDiagnosed: (interim) => {
      writer.writeInterim(interim)
      if (isActing) speaker.summarise(interim)
    },
  })
  if (isActing) speaker.say(describeDeed(report, isGone))
  else speaker.summarise(report)
  await writer.writeFinal(report)
  if (interrupts.count() > 0) return 130
  return isActing && !isGone ? 1 : 0
}

function describeDeed(report: Report, isGone: boolean): string {
  if (!isGone) {
    const pids = report.ladder.survivors.join(', ')
    return `still there${pids === '' ? '' : `: pid ${pids}`}`
  }
  const proved = report.suspects.find((suspect) => suspect.confidence === 'proved')
  if (report.exit.endedBy === 'release')
    return `released, and it ended by itself${proved === undefined ? '' : ': proved'}`
  return 'everything has ended'
}

/**
 * A Ctrl-C in the middle of a diagnosis waits for its end (seconds, bounded): what was started in somebody else's
 * process is taken back first. The second one does not wait.
 */
function holdInterrupts(): { count(): number } {
  let count = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      count += 1
      if (count > 1) process.exit(130)
    })
  }
  return { count: () => count }
}
