import { LIMITS } from '../limits.js'
import type { Outcome, Verdict } from '../outcome.js'
import type { Confidence, SuspectKind } from '../suspects/finding.js'
import { hashToHex } from './hash.js'
import type { Report, ReportSuspect } from './model.js'

/** What is kept of one run when many are put together: a few hundred bytes instead of a whole report. */
export interface Iteration {
  readonly runId: string
  /** null: a run outside `repeat`. */
  readonly index: number | null
  readonly startedAt: string
  readonly outcome: Outcome
  readonly verdict: Verdict
  readonly exitCode: number
  readonly totalMs: number
  readonly testsMs: number | null
  readonly teardownMs: number | null
  /** The most suspicious first, at most `iterationSuspectsMax`. */
  readonly suspects: readonly Culprit[]
}

/** A suspect as it is recognised again in another run: without pids, ports and ages. */
export interface Culprit {
  readonly key: string
  readonly kind: SuspectKind
  readonly confidence: Confidence
  /** `src/db/pool.ts:41`, or the process's name where no line is known. */
  readonly place: string
  readonly summary: string
  readonly fix: string | null
  /** The test file during which it was made; absent in files of older versions. */
  readonly testFile?: string | null
}

export function reduceReport(report: Report): Iteration {
  return {
    runId: report.runId,
    index: report.iteration ?? null,
    startedAt: report.startedAt,
    outcome: report.outcome,
    verdict: report.tests.verdict,
    exitCode: report.exit.code,
    totalMs: report.timing.totalMs,
    testsMs: report.timing.testsMs,
    teardownMs: report.timing.teardownMs,
    suspects: uniqueByKey(report.suspects.map(reduceSuspect)).slice(0, LIMITS.iterationSuspectsMax),
  }
}

function reduceSuspect(suspect: ReportSuspect): Culprit {
  const place = suspect.site === null ? cut(suspect.process.name) : `${cut(suspect.site.file)}:${suspect.site.line}`
  const summary = cut(suspect.summary)
  // Pids, ports and ages differ from run to run; without a line they are all that would.
  const same = suspect.site === null ? `${place} ${summary}`.replace(/\d+/g, '#') : place
  return {
    key: `${suspect.kind} ${same}`,
    kind: suspect.kind,
    confidence: suspect.confidence,
    place,
    summary,
    fix: suspect.fix === null ? null : cut(suspect.fix),
    testFile: suspect.testFile === null ? null : cut(suspect.testFile),
  }
}

function uniqueByKey(culprits: readonly Culprit[]): Culprit[] {
  const seen = new Set<string>()
  return culprits.filter((culprit) => !seen.has(culprit.key) && seen.add(culprit.key))
}

function cut(text: string): string {
  return text.slice(0, LIMITS.iterationTextCharsMax)
}

/** Names one run for ever: shards that overlap and files given twice are counted once. */
export function identifyIteration(iteration: Iteration): string {
  return `${iteration.runId}/${iteration.index ?? ''}`
}

/** A place in an order that has nothing to do with what happened: those kept are a fair sample. */
export function rankIteration(identity: string): string {
  return hashToHex(identity, 16)
}
