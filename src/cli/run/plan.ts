import { knownRunners } from '../../core/finish/formats/select.js'
import { compileMarker } from '../../core/finish/marker.js'
import { DEFAULT_POLICY, type OnHang, type Policy, type ResultPolicy } from '../../core/policy.js'
import { SEEDS } from '../../core/shake/perturbations.js'
import { allowPatternFault } from '../../core/tree/allow.js'
import { findCi } from '../../supervisor/host.js'
import type { Settings } from '../options/read-options.js'
import { UsageError } from '../usage-error.js'
import { isUtf8Locale } from './locale.js'

/** Everything one `run` was asked for, resolved and checked: nothing later can be refused. */
export interface RunPlan {
  readonly command: readonly string[]
  readonly policy: Policy
  readonly usePty: boolean
  readonly tui: 'auto' | 'always' | 'never'
  readonly runner: string | null
  readonly markers: readonly string[]
  readonly processSource: 'auto' | 'linux' | 'portable'
  readonly profile: boolean
  readonly injectProbes: boolean
  /** Null: the timing of the run is left alone. */
  readonly shakeSeed: number | null
  readonly recordFile: string | null
  readonly explainFinish: boolean
  readonly verbosity: 'quiet' | 'normal' | 'verbose'
  readonly colour: boolean
  /** Draw with ASCII characters only. */
  readonly ascii: boolean
  /** Somebody sits at the terminal, and the screen may be opened over it. */
  readonly isInteractive: boolean
  /** Colours on that screen. */
  readonly screenColour: boolean
  /** Report format → file (`-`: stdout). */
  readonly reports: ReadonlyMap<string, string>
}

/** What the plan depends on beside the settings. */
export interface PlanWorld {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly stdinIsTty: boolean
  readonly stdoutIsTty: boolean
  readonly stderrIsTty: boolean
}

export const REPORT_OPTIONS = ['json', 'html', 'junit', 'ctrf', 'markdown', 'trace', 'speedscope', 'otlp'] as const

/** Settings into a plan. Throws UsageError: one line that names the option, the value and what is accepted. */
export function planRun(settings: Settings, command: readonly string[], world: PlanWorld): RunPlan {
  const read = reader(settings)
  const isTerminal = world.stdoutIsTty && world.stdinIsTty
  const isPlain = world.env['TERM'] === 'dumb' || findCi(world.env) !== null
  const tui = read.flag('headless') ? 'never' : read.choice('tui', 'auto' as const)
  const isInteractive = isTerminal && !isPlain && tui !== 'never'
  const runner = read.text('runner')
  if (runner !== null && runner !== 'auto' && !knownRunners().includes(runner)) {
    const place = settings.get('runner')?.place
    throw new UsageError(
      `${place}: ${JSON.stringify(runner)} is not a known runner; known are ${knownRunners().join(', ')}`,
    )
  }
  return {
    command,
    policy: planPolicy(settings, isInteractive),
    usePty: planPty(read.choice('pty', 'auto' as const), world),
    tui,
    runner: runner === 'auto' ? null : runner,
    markers: checkEach(settings, 'marker', markerFault),
    processSource: read.choice('proc-source', 'auto' as const),
    profile: read.flag('profile'),
    injectProbes: !read.flag('no-probe'),
    shakeSeed: planShake(settings),
    recordFile: read.text('record'),
    explainFinish: read.flag('explain-finish'),
    verbosity: read.flag('quiet') ? 'quiet' : read.flag('verbose') ? 'verbose' : 'normal',
    colour: planColour(read.choice('color', 'auto' as const), world.env, world.stderrIsTty),
    ascii: read.flag('ascii') || !isUtf8Locale(world.env),
    isInteractive,
    screenColour: planColour(read.choice('color', 'auto' as const), world.env, world.stdoutIsTty),
    reports: planReports(settings),
  }
}

/** A seed asks for it as well. One that was not given is said in the report, so that it can be. */
function planShake(settings: Settings): number | null {
  const seed = settings.get('shake-seed')?.value as number | undefined
  if (seed !== undefined) return seed
  return settings.get('shake')?.value === true ? Math.floor(Math.random() * SEEDS) : null
}

function planReports(settings: Settings): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const name of REPORT_OPTIONS) {
    const file = reader(settings).text(name)
    if (file !== null) files.set(name, file)
  }
  return files
}

function planPolicy(settings: Settings, isInteractive: boolean): Policy {
  const read = reader(settings)
  const offWhenZero = (ms: number | null) => (ms === 0 ? null : ms)
  return {
    teardownTimeoutMs: read.ms('teardown-timeout') ?? DEFAULT_POLICY.teardownTimeoutMs,
    teardownLimitMs: read.ms('teardown-limit') ?? DEFAULT_POLICY.teardownLimitMs,
    leakTimeoutMs: read.ms('leak-timeout') ?? DEFAULT_POLICY.leakTimeoutMs,
    stallMs: offWhenZero(read.ms('stall')),
    noticeMs: offWhenZero(read.ms('notice') ?? DEFAULT_POLICY.noticeMs),
    deadlineMs: offWhenZero(read.ms('deadline')),
    killAfterMs: read.ms('kill-after') ?? DEFAULT_POLICY.killAfterMs,
    onHang: read.choice<OnHang>('on-hang', isInteractive ? 'ask' : 'end'),
    hangResult: read.choice<ResultPolicy>('hang-result', DEFAULT_POLICY.hangResult),
    leakResult: read.choice<ResultPolicy>('leak-result', DEFAULT_POLICY.leakResult),
    release: !read.flag('no-release'),
    allow: checkEach(settings, 'allow', allowPatternFault),
  }
}

/** `auto`: the command sees a terminal exactly when overstay's own stdout is one. */
function planPty(wish: 'auto' | 'always' | 'never', world: PlanWorld): boolean {
  return wish === 'auto' ? world.stdoutIsTty : wish === 'always'
}

/** NO_COLOR wins over FORCE_COLOR, as their documents have it; both only speak where `--color` is auto. */
function planColour(wish: 'auto' | 'always' | 'never', env: PlanWorld['env'], isTty: boolean): boolean {
  if (wish !== 'auto') return wish === 'always'
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false'
  return isTty && env['TERM'] !== 'dumb'
}

function checkEach(settings: Settings, name: string, fault: (value: string) => string | null): readonly string[] {
  const setting = settings.get(name)
  const values = (setting?.value ?? []) as readonly string[]
  for (const value of values) {
    const wrong = fault(value)
    if (wrong !== null) throw new UsageError(`${setting?.place}: ${JSON.stringify(value)} is not accepted: ${wrong}`)
  }
  return values
}

function reader(settings: Settings) {
  const value = (name: string) => settings.get(name)?.value
  return {
    ms: (name: string): number | null => (value(name) as number | undefined) ?? null,
    text: (name: string): string | null => (value(name) as string | undefined) ?? null,
    flag: (name: string): boolean => value(name) === true,
    choice: <T extends string>(name: string, fallback: T | NoInfer<string>): T => (value(name) ?? fallback) as T,
  }
}

function markerFault(marker: string): string | null {
  const compiled = compileMarker(marker)
  return compiled.ok ? null : compiled.message
}
