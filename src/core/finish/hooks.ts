import { LIMITS } from '../limits.js'
import type { Verdict } from '../outcome.js'
import type { FinishClaim, TestCounts } from './claim.js'

/** What a probe in one process said of its tests. `claim` null: started, not over. */
export interface HookWitness {
  readonly pid: number
  readonly runner: string
  readonly worker: boolean
  readonly claim: FinishClaim | null
  /** Started by a test of another runner: what it says is that test's business. */
  readonly nested: boolean
  /** When it said so, ms. */
  readonly atMs: number
}

/** Is the process of this witness alive, as far as samples tell? `unknown`: none has been taken since it spoke. */
export type Liveness = (hook: Pick<HookWitness, 'pid' | 'atMs'>) => 'alive' | 'gone' | 'unknown'

/** What a probe said, with the pids above it, nearest first; empty where they could not be read. */
export interface HookReport extends Omit<HookWitness, 'nested'> {
  readonly ancestors: readonly number[]
}

/**
 * Replace what this process said before: the newest word counts (a second test session in one process starts anew). Of
 * too many those go first that do not count, then the dead: a runner that still lives is never forgotten for the hundreds
 * of runs its tests may start.
 */
export function recordHook(
  hooks: readonly HookWitness[],
  report: HookReport,
  liveness: Liveness,
): readonly HookWitness[] {
  const others = hooks.filter((hook) => hook.pid !== report.pid)
  const { ancestors, ...said } = report
  const all = [...others, { ...said, nested: isNested(others, report, ancestors, liveness) }]
  const excess = all.length - LIMITS.hooksMax
  if (excess <= 0) return all
  const rank = (hook: HookWitness) => (hook.nested ? 0 : (liveness(hook) === 'gone' ? 1 : 3) + (hook.worker ? 0 : 1))
  const victims = new Set(
    all
      .map((hook, index) => ({ hook, index }))
      .sort((a, b) => rank(a.hook) - rank(b.hook) || a.index - b.index)
      .slice(0, excess)
      .map(({ hook }) => hook),
  )
  return all.filter((hook) => !victims.has(hook))
}

/**
 * A runner below any witness is a test's own run. A worker is one only below a runner that is. One that was gone before
 * its ancestors could be read is taken for a test's while another runner is at work: a run's own lives longer.
 */
function isNested(
  hooks: readonly HookWitness[],
  { pid: own, worker }: HookReport,
  ancestors: readonly number[],
  liveness: Liveness,
): boolean {
  if (ancestors.length === 0) {
    return hooks.some((hook) => hook.pid !== own && isOpen(hook) && liveness(hook) !== 'gone')
  }
  for (const pid of ancestors) {
    const above = hooks.find((hook) => hook.pid === pid)
    if (above !== undefined) return worker && !above.worker ? above.nested : true
  }
  return false
}

/**
 * What all hooks together say. `silent`: no hook ever spoke, so the text is all there is. `running`: a runner that
 * said it started has not said it is over, so no text is believed (a test may print a perfect summary).
 *
 * A runner that waits for its workers (`node --test` waits for every file's process) cannot say it is over while one of
 * them lingers; there the end of every living worker's tests is the finish. A runner that vanished without a word no
 * longer counts.
 */
export function judgeHooks(
  hooks: readonly HookWitness[],
  liveness: Liveness,
): { readonly status: 'silent' | 'running' } | { readonly status: 'finished'; readonly claim: FinishClaim } {
  const counting = hooks.filter((hook) => !hook.nested)
  const runners = counting.filter((hook) => !hook.worker)
  const open = runners.filter((hook) => isOpen(hook) && liveness(hook) !== 'gone')
  const workers = counting.filter((hook) => hook.worker && liveness(hook) !== 'gone')
  const livingWorkers = workers.filter((hook) => liveness(hook) === 'alive')
  if (open.length > 0) {
    const allWorkersOver = livingWorkers.length > 0 && workers.every((hook) => hook.claim !== null)
    if (!allWorkersOver) return { status: 'running' }
    return { status: 'finished', claim: sumClaims(claimsOf(counting)) }
  }
  const claims = claimsOf(runners)
  if (claims.length === 0) return { status: 'silent' }
  const claim = sumClaims(claims)
  const told = claimsOf(counting.filter((hook) => hook.worker))
  return { status: 'finished', claim: told.length === 0 ? claim : fillCounts(claim, sumClaims(told).counts) }
}

/** A hook may know the verdict and not the numbers (`node --test` leaves them to its workers): others fill the gap. */
export function fillCounts(claim: FinishClaim, counts: TestCounts): FinishClaim {
  const isSilent = claim.counts.passed === null && claim.counts.failed === null && claim.counts.skipped === null
  return isSilent ? { ...claim, counts } : claim
}

/** Started, and not over as far as it has said. */
function isOpen(hook: HookWitness): boolean {
  return !hook.worker && !hook.nested && hook.claim === null
}

function claimsOf(hooks: readonly HookWitness[]): readonly FinishClaim[] {
  return hooks.flatMap((hook) => (hook.claim === null ? [] : [hook.claim]))
}

/** Several runners in one run: counts add up, the worst verdict counts, the last runner gives its name. */
export function sumClaims(claims: readonly FinishClaim[]): FinishClaim {
  const last = claims[claims.length - 1]!
  return {
    runner: last.runner,
    verdict: claims.map((claim) => claim.verdict).reduce(worseVerdict),
    counts: claims.map((claim) => claim.counts).reduce(addCounts),
    line: last.line,
    source: last.source,
  }
}

const BADNESS: Readonly<Record<Verdict, number>> = { none: 0, passed: 1, unknown: 2, failed: 3 }

/** The worse of two verdicts; `none` (no tests in one package) does not spoil another package's pass. */
export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return BADNESS[a] >= BADNESS[b] ? a : b
}

/** Adds counts; a count that one side does not know stays what the other says. */
export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  const add = (x: number | null, y: number | null) => (x === null ? y : y === null ? x : x + y)
  return {
    passed: add(a.passed, b.passed),
    failed: add(a.failed, b.failed),
    skipped: add(a.skipped, b.skipped),
    errors: add(a.errors, b.errors),
  }
}
