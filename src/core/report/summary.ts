import type { Outcome } from '../outcome.js'
import type { Confidence } from '../suspects/finding.js'
import type { Aggregate } from './aggregate.js'
import type { Culprit, Iteration } from './iteration.js'
import { compareShares, estimateShare, measureSpread, type Share, type Spread } from './statistics.js'

/** What many runs say together. */
export interface Summary {
  readonly runCount: number
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>
  /** Runs that did not end by themselves in time, of those that could be judged. */
  readonly hangs: Share
  readonly leaks: Share
  readonly failures: Share
  readonly teardownMs: Spread | null
  readonly totalMs: Spread | null
  /** Most often seen first. */
  readonly culprits: readonly RankedCulprit[]
  /** Test files that made what stayed, most often seen first. */
  readonly testFiles: readonly { readonly file: string; readonly share: Share }[]
  readonly sampled: boolean
}

export interface RankedCulprit extends Culprit {
  /** Runs it was named in, of all that had a suspect. */
  readonly share: Share
  /** Runs in which it was the first suspect. */
  readonly firstCount: number
}

const HANGS: ReadonlySet<Outcome> = new Set<Outcome>(['overstayed', 'stalled', 'deadline'])
/** Say nothing about the tests: they ended from outside, or never began. */
const UNJUDGED: ReadonlySet<Outcome> = new Set<Outcome>(['interrupted', 'failed-to-start'])

/** Did this run not end by itself in time? */
export function isHang(iteration: Pick<Iteration, 'outcome'>): boolean {
  return HANGS.has(iteration.outcome)
}

export function summarizeAggregate(aggregate: Aggregate): Summary {
  const { iterations } = aggregate
  const judged = iterations.filter((one) => !UNJUDGED.has(one.outcome))
  const count = (test: (one: Iteration) => boolean) => judged.filter(test).length
  const outcomes: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of iterations) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
  return {
    runCount: iterations.length,
    outcomes,
    hangs: estimateShare(count(isHang), judged.length),
    leaks: estimateShare(
      count((one) => one.outcome === 'leaked'),
      judged.length,
    ),
    failures: estimateShare(
      count((one) => one.verdict === 'failed'),
      judged.length,
    ),
    teardownMs: measureSpread(judged.flatMap((one) => (one.teardownMs === null ? [] : [one.teardownMs]))),
    totalMs: measureSpread(judged.map((one) => one.totalMs)),
    culprits: rankCulprits(judged),
    testFiles: rankTestFiles(judged),
    sampled: aggregate.sampled,
  }
}

const CONFIDENCE_ORDER: readonly Confidence[] = ['proved', 'certain', 'likely', 'possible']

function rankCulprits(iterations: readonly Iteration[]): RankedCulprit[] {
  const found = new Map<string, { culprit: Culprit; count: number; firstCount: number }>()
  const suspected = iterations.filter((one) => one.suspects.length > 0)
  for (const { suspects } of suspected) {
    for (const [index, culprit] of suspects.entries()) {
      const known = found.get(culprit.key) ?? { culprit, count: 0, firstCount: 0 }
      found.set(culprit.key, {
        culprit: surer(known.culprit, culprit),
        count: known.count + 1,
        firstCount: known.firstCount + (index === 0 ? 1 : 0),
      })
    }
  }
  return [...found.values()]
    .map(({ culprit, count, firstCount }) => ({
      ...culprit,
      share: estimateShare(count, suspected.length),
      firstCount,
    }))
    .sort((a, b) => b.firstCount - a.firstCount || b.share.count - a.share.count || (a.key < b.key ? -1 : 1))
}

/** Of the runs that had a suspect, the share in which this file had made one of them. */
function rankTestFiles(iterations: readonly Iteration[]): Summary['testFiles'] {
  const suspected = iterations.filter((one) => one.suspects.length > 0)
  const counts = new Map<string, number>()
  for (const { suspects } of suspected) {
    const files = new Set(suspects.flatMap(({ testFile }) => (testFile == null ? [] : [testFile])))
    for (const file of files) counts.set(file, (counts.get(file) ?? 0) + 1)
  }
  return [...counts]
    .map(([file, count]) => ({ file, share: estimateShare(count, suspected.length) }))
    .sort((a, b) => b.share.count - a.share.count || (a.file < b.file ? -1 : 1))
}

/** The surest record speaks for all; the order of the runs decides nothing. */
function surer(a: Culprit, b: Culprit): Culprit {
  const [left, right] = [CONFIDENCE_ORDER.indexOf(a.confidence), CONFIDENCE_ORDER.indexOf(b.confidence)]
  if (left !== right) return left < right ? a : b
  return JSON.stringify(a) <= JSON.stringify(b) ? a : b
}

/** What changed between two sets of runs; one run is a set too. */
export interface Comparison {
  readonly before: Summary
  readonly after: Summary
  readonly hangs: { readonly difference: number; readonly low: number; readonly high: number }
  /** `unclear`: the interval of the difference holds 0; more runs could tell. */
  readonly verdict: 'better' | 'worse' | 'unclear'
  readonly gone: readonly RankedCulprit[]
  readonly added: readonly RankedCulprit[]
  readonly stayed: readonly RankedCulprit[]
}

export function compareAggregates(before: Aggregate, after: Aggregate): Comparison {
  const [old, fresh] = [summarizeAggregate(before), summarizeAggregate(after)]
  const hangs = compareShares(old.hangs, fresh.hangs)
  const oldKeys = new Set(old.culprits.map((culprit) => culprit.key))
  const freshKeys = new Set(fresh.culprits.map((culprit) => culprit.key))
  return {
    before: old,
    after: fresh,
    hangs,
    verdict: hangs.high < 0 ? 'better' : hangs.low > 0 ? 'worse' : 'unclear',
    gone: old.culprits.filter((culprit) => !freshKeys.has(culprit.key)),
    added: fresh.culprits.filter((culprit) => !oldKeys.has(culprit.key)),
    stayed: fresh.culprits.filter((culprit) => oldKeys.has(culprit.key)),
  }
}
