import type { Verdict } from '../../outcome.js'
import type { TestCounts } from '../claim.js'
import { NO_COUNTS } from '../claim.js'
import type { Facts, Format } from '../formats/format.js'
import type { Run } from './run.js'

/**
 * The verdict of one run, from everything its summary says. An interrupted run is never a pass: without a failure it
 * has no verdict (`none`).
 */
export function judgeRun(format: Format, facts: Facts): Verdict {
  if (facts.isFailed === true || (facts.failed ?? 0) + (facts.failedUnits ?? 0) > 0 || (facts.errors ?? 0) > 0)
    return 'failed'
  if (facts.isInterrupted === true || facts.isEmpty === true) return 'none'
  const special = format.judge?.(facts) ?? null
  if (special !== null) return special
  if (facts.isPassed === true) return 'passed'
  if (facts.passed === undefined) return 'unknown'
  return facts.passed + (facts.skipped ?? 0) + (facts.total ?? 0) > 0 ? 'passed' : 'none'
}

const GRAVITY: Readonly<Record<Verdict, number>> = { failed: 3, unknown: 2, passed: 1, none: 0 }

export function worseVerdict(a: Verdict, b: Verdict): Verdict {
  return GRAVITY[a] >= GRAVITY[b] ? a : b
}

function countsOf(facts: Facts): TestCounts {
  return {
    passed: facts.hasUnknownPasses === true ? null : (facts.passed ?? null),
    failed: facts.failed ?? null,
    skipped: facts.hasUnknownSkips === true ? null : (facts.skipped ?? null),
    errors: facts.errors ?? null,
  }
}

/** Verdict and counts of a complete run (or of the runs it stands for). */
export function verdictOf(run: Run): Verdict {
  return run.folded?.verdict ?? judgeRun(run.format, run.summary?.facts ?? {})
}

export function countsOfRun(run: Run): TestCounts {
  return run.folded?.counts ?? countsOf(run.summary?.facts ?? {})
}

/** Sums of several runs; a number one of them does not give is not known of the whole. Errors are often not told apart. */
export function addCounts(all: readonly TestCounts[]): TestCounts {
  if (all.length === 0) return NO_COUNTS
  const sum = (pick: (counts: TestCounts) => number | null) =>
    all.reduce<number | null>((total, counts) => {
      const count = pick(counts)
      return total === null || count === null ? null : total + count
    }, 0)
  const told = all.map((counts) => counts.errors).filter((count) => count !== null)
  return {
    passed: sum((counts) => counts.passed),
    failed: sum((counts) => counts.failed),
    skipped: sum((counts) => counts.skipped),
    errors: told.length === 0 ? null : told.reduce((a, b) => a + b, 0),
  }
}
