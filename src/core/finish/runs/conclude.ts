import { LIMITS } from '../../limits.js'
import type { FinishClaim } from '../claim.js'
import { addCounts, countsOfRun, judgeRun, verdictOf, worseVerdict } from './judge.js'
import { isEvident, type Run } from './run.js'

/**
 * What the runs together mean: null while something is still going on. `isEnded`: the stream is over, nothing more
 * will come, so doubtful summaries are better than none.
 *
 * Counts of several runs are added, the verdict is the worst of them, the line is the last one's.
 */
export function concludeRuns(runs: readonly Run[], isEnded: boolean): FinishClaim | null {
  const complete = runs.filter((run) => run.summary !== null && (isEnded || !run.summary.isDoubtful))
  const last = complete.findLast((run) => run.summary?.facts.isOnlyVerdict !== true)
  if (last === undefined) return null
  const lastAt = runs.indexOf(last)
  const pending = runs.filter((run, index) => isPending(run, index, last, lastAt, isEnded))
  if (pending.length > 0) return null
  const believed = isEnded ? preferBelieved(complete) : complete
  const verdict = believed.map(verdictOf).reduce(worseVerdict)
  const counted = believed.filter((run) => run.format.wraps !== true)
  const speaker = counted.at(-1) ?? last
  return {
    runner: speaker.format.rename?.(speaker.summary?.facts ?? {}) ?? speaker.format.name,
    verdict: isEnded && runs.some((run) => isLeftOpen(run, last)) ? worseVerdict(verdict, 'unknown') : verdict,
    counts: addCounts(counted.map(countsOfRun)),
    line: speaker.summary?.line.slice(0, LIMITS.lineShownCharsMax) ?? null,
    source: 'output',
  }
}

/** A run that was announced, or had failures, and whose summary never came: nobody can say that all passed. */
function isLeftOpen(run: Run, last: Run): boolean {
  if (run.summary !== null || run.format.wraps === true) return false
  if (run.failed > 0 || judgeRun(run.format, run.facts) === 'failed') return true
  return run.hasHeader && run.format !== last.format
}

/** The quick answer for the many lines in the middle of a run: its newest run is surely not over. */
export function isGoingOn(runs: readonly Run[]): boolean {
  const newest = runs.at(-1)
  return newest !== undefined && newest.summary === null && newest.isShown
}

/**
 * At the end a doubtful summary counts too, but not where a surer one came later in its lane, unless its run had
 * announced itself: then it was there.
 */
function preferBelieved(complete: readonly Run[]): readonly Run[] {
  const isSure = (run: Run) => run.summary?.isDoubtful !== true
  return complete.filter(
    (run, index) =>
      isSure(run) ||
      run.hasHeader ||
      !complete.some((other, at) => at > index && other.lane === run.lane && isSure(other)),
  )
}

/** Is this run still going on, so that `last` (the newest complete run) is not the end? */
function isPending(run: Run, index: number, last: Run, lastAt: number, isEnded: boolean): boolean {
  const isOpen = run.summary === null || (!isEnded && run.summary.isDoubtful)
  if (!isOpen || run === last || !isEvident(run)) return false
  if (run.format.wraps === true) return !isEnded
  if (isEnded && run.seen === 0) return false
  if (isEnded) return run.format === last.format || (index > lastAt && run.hasHeader)
  if (run.hasHeader || run.format === last.format) return true
  if (!run.isShown) return false
  if (index > lastAt) return true
  // Lines that merely looked like another runner's tests do not hold back a run that has shown itself.
  return !isEvident(last) && last.format.announces !== undefined
}
