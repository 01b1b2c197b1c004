import type { Verdict } from '../outcome.js'

/** Counts as the runner prints them; null where it does not say. */
export interface TestCounts {
  readonly passed: number | null
  readonly failed: number | null
  readonly skipped: number | null
  readonly errors: number | null
}

export const NO_COUNTS: TestCounts = { passed: null, failed: null, skipped: null, errors: null }

/** What the recogniser believes after the output so far: all tests are over. Later evidence may take it back. */
export interface FinishClaim {
  /** Name of the format, as accepted by `--runner`; `marker` for a user's own `--marker`. */
  readonly runner: string
  readonly verdict: Verdict
  readonly counts: TestCounts
  /** The decisive line as a terminal would show it, cut to LINE_SHOWN_CHARS_MAX. */
  readonly line: string | null
  readonly source: 'output' | 'hook'
}

/**
 * What one piece of output changed. `claimed` also stands for "the claim was made more precise" (a later line of the
 * same block, another summary that was added up): the newest claim replaces the one before.
 */
export type FinishObservation =
  | { readonly type: 'claimed'; readonly claim: FinishClaim }
  | { readonly type: 'withdrawn'; readonly reason: string }
  /** A line that shows tests at work (started, passed, failed), so a run whose summary never comes is known to be one. */
  | { readonly type: 'testActivity'; readonly runner: string; readonly line: string }
  /** The runner says that it waits for changes on purpose. */
  | { readonly type: 'watchMode'; readonly runner: string }
  /** A bound of limits.ts bit (a line cut, a pattern given up). */
  | { readonly type: 'limit'; readonly limit: string }

export type OutputStream = 'terminal' | 'stdout' | 'stderr'

export interface RecogniserOptions {
  /** Force one format (`--runner`); null: every format is tried. */
  readonly runner: string | null
  /** `--marker` sources, already checked to compile. */
  readonly markers: readonly string[]
  /** Width of the terminal the command sees, in cells; null on pipes. */
  readonly columns: number | null
}

/** Clean text in, hypotheses out. No clock: the caller stamps what comes back. */
export interface FinishRecogniser {
  feed(stream: OutputStream, bytes: Uint8Array): readonly FinishObservation[]
  /** The stream has ended: an unfinished last line is judged. */
  end(): readonly FinishObservation[]
  resize(columns: number): void
}
