import type { Verdict } from '../../outcome.js'
import type { TestCounts } from '../claim.js'
import type { Facts, Format, RunView } from '../formats/format.js'

/** One execution of one runner, as far as its output has shown it. Values are never changed, only replaced. */
export interface Run {
  readonly format: Format
  /** The prefix its lines carry (`web-1 | `); runs of different lanes are told apart. */
  readonly lane: string
  readonly hasHeader: boolean
  /** Test lines seen since it began. */
  readonly seen: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** A test line was among them that is surely this runner's. */
  readonly isShown: boolean
  readonly openTests: readonly OpenTest[]
  /** Collected before the summary is complete. */
  readonly facts: Facts
  readonly summary: Summary | null
  /** Its results are being listed once more; how many such lines came since the summary. */
  readonly relisted: number
  readonly isInDetails: boolean
  /** Another command has begun since: it can no longer turn out to be a fake or an inner run. */
  readonly isSettled: boolean
  /** Set on runs that stand for several old ones. */
  readonly folded: { readonly verdict: Verdict; readonly counts: TestCounts } | null
}

export interface Summary {
  readonly facts: Facts
  readonly line: string
  readonly isDoubtful: boolean
}

/** A test that has begun; `before` is the tally at that moment, to which an inner run's results are taken back. */
export interface OpenTest {
  readonly name: string
  readonly before: Pick<Run, 'seen' | 'passed' | 'failed' | 'skipped'>
  /** An inner summary came while it was open. */
  readonly hasInner: boolean
}

export function newRun(format: Format, lane: string, hasHeader: boolean): Run {
  return {
    format,
    lane,
    hasHeader,
    seen: 0,
    passed: 0,
    failed: 0,
    skipped: 0,
    isShown: false,
    openTests: [],
    facts: {},
    summary: null,
    relisted: 0,
    isInDetails: false,
    isSettled: false,
    folded: null,
  }
}

export function viewRun(run: Run): RunView {
  return {
    seen: run.seen,
    passed: run.passed,
    failed: run.failed,
    skipped: run.skipped,
    openTests: run.openTests.length,
    facts: run.facts,
    summary: run.summary?.facts ?? null,
    hasHeader: run.hasHeader,
    isSettled: run.isSettled,
    isShown: run.isShown,
    isPrefixed: run.lane !== '',
  }
}

/** The summary was not the run's own: it goes on, and only what was announced at its start is still true. */
export function reopenRun(run: Run): Run {
  return { ...run, summary: null, facts: announcedFacts(run.facts), isInDetails: false }
}

export function announcedFacts(facts: Facts): Facts {
  return facts.announced === undefined ? {} : { announced: facts.announced }
}

/** Has shown enough of itself to be a run, not just lines that look like one. */
export function isEvident(run: Run): boolean {
  return run.hasHeader || run.seen > 0
}

/** A format whose runs normally show something before their summary: a summary alone is then suspicious. */
export function showsItself(format: Format): boolean {
  return format.rules.some((rule) => rule.role === 'test' || rule.role === 'start')
}
