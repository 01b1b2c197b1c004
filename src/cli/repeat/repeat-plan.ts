import { randomUUID } from 'node:crypto'
import type { RateQuestion } from '../../core/repeat/rate-test.js'
import type { Series } from '../../core/repeat/schedule.js'
import { parseShard, type Shard, WHOLE } from '../../core/repeat/shard.js'
import { REPEAT_FORMATS } from '../../report/repeat/formats.js'
import { convertFlags } from '../options/read-options.js'
import { REPORT_OPTIONS, type RunPlan } from '../run/plan.js'
import { planFromFlags } from '../run/plan-from-flags.js'
import { UsageError } from '../usage-error.js'
import { REPEAT_ONLY_OPTIONS } from './repeat-options.js'
import { readSeriesName, readShardVariables } from './shard-variables.js'

/** Everything a series was asked for, resolved and checked. */
export interface RepeatPlan {
  readonly run: RunPlan
  readonly series: Series
  /** `runId` of all its reports. */
  readonly runId: string
  /** Null: a temporary one. */
  readonly directory: string | null
  readonly keep: 'bad' | 'all' | 'none'
  /** Format → file: the series put together. */
  readonly summaries: ReadonlyMap<string, string>
  /** Format → file with `{}` for the iteration's number: each iteration's own. */
  readonly reports: ReadonlyMap<string, string>
}

const ITERATIONS = 20
const CONFIDENCE = 0.95

type Flags = Readonly<Record<string, unknown>>
type Env = Readonly<Record<string, string | undefined>>

/** Throws UsageError. */
export async function planRepeat(given: Flags, command: readonly string[], env: Env): Promise<RepeatPlan> {
  const run = await planFromFlags(given, REPEAT_ONLY_OPTIONS, command)
  const flags = convertFlags(REPEAT_ONLY_OPTIONS, given)
  if (run.policy.onHang === 'ask') {
    throw new UsageError(
      '--on-hang: "ask" is not accepted in a series that nobody sits before; give end, wait or leave',
    )
  }
  checkRecording(run)
  const { summaries, reports } = sortReports(run)
  const text = (name: string) => (flags[name] as string | undefined) ?? null
  return {
    run,
    series: planSeries(flags, env),
    runId: text('run-id') ?? readSeriesName(env) ?? randomUUID(),
    directory: text('dir'),
    keep: (flags['keep'] as RepeatPlan['keep'] | undefined) ?? 'bad',
    summaries,
    reports,
  }
}

function planSeries(flags: Flags, env: Env): Series {
  const count = flags['iterations'] as number | undefined
  const durationMs = (flags['for'] as number | undefined) ?? null
  const untilHang = flags['until-hang'] === true
  const question = planQuestion(flags)
  if (count === 0) throw new UsageError('--iterations: "0" is not accepted; give a whole number from 1')
  const jobs = (flags['jobs'] as number | undefined) ?? 1
  if (jobs < 1) throw new UsageError('--jobs: "0" is not accepted; give a whole number from 1')
  const hasOtherEnd = durationMs !== null || untilHang || question !== null
  return {
    shard: planShard(flags, env),
    count: count ?? (hasOtherEnd ? null : ITERATIONS),
    durationMs,
    untilHang,
    question,
    jobs,
  }
}

function planQuestion(flags: Flags): RateQuestion | null {
  const below = flags['below'] as string | undefined
  const confidence = flags['confidence'] as string | undefined
  if (below === undefined) {
    if (confidence !== undefined) throw new UsageError('--confidence: says how sure --below has to be; give that too')
    return null
  }
  return {
    below: readShare('--below', below),
    confidence: confidence === undefined ? CONFIDENCE : readShare('--confidence', confidence),
  }
}

function readShare(option: string, text: string): number {
  const match = /^(\d*\.?\d+)(%?)$/.exec(text.trim())
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === '%' ? 100 : 1)
  if (share > 0 && share < 1) return share
  throw new UsageError(`${option}: ${JSON.stringify(text)} is not accepted; give a share like 5% or 0.05`)
}

function planShard(flags: Flags, env: Env): Shard {
  const text = flags['shard'] as string | undefined
  if (text === undefined) return WHOLE
  const auto = /^auto(?:\/(\d{1,6}))?$/.exec(text)
  const shard =
    auto === null ? parseShard(text) : readShardVariables(env, auto[1] === undefined ? null : Number(auto[1]))
  if (shard !== null) return shard
  if (auto === null) throw new UsageError(`--shard: ${JSON.stringify(text)} is not accepted; give 1/N to N/N, or auto`)
  const hint = 'Kubernetes does not tell how many there are: auto/N'
  throw new UsageError(`--shard: ${text}: no variable of a CI system says which of how many this is (${hint})`)
}

/** `{}` in a file's name: one file an iteration. Otherwise the series as a whole, in the formats that show many runs. */
function sortReports({ reports: all }: RunPlan): Pick<RepeatPlan, 'summaries' | 'reports'> {
  const summaries = new Map<string, string>()
  const reports = new Map<string, string>()
  for (const name of REPORT_OPTIONS) {
    const file = all.get(name)
    if (file === undefined) continue
    if (file.includes('{}')) reports.set(name, file)
    else if (REPEAT_FORMATS.some((format) => format.name === name)) summaries.set(name, file)
    else throw new UsageError(`--${name}: shows one run; write {} in the file's name to get one an iteration`)
  }
  return { summaries, reports }
}

function checkRecording({ recordFile }: RunPlan): void {
  if (recordFile !== null && !recordFile.includes('{}')) {
    throw new UsageError("--record: keeps one run; write {} in the file's name to get one an iteration")
  }
}
