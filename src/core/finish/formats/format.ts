import type { Verdict } from '../../outcome.js'

/** What lines of one run say, put together. Numbers replace earlier ones of the same name. */
export interface Facts {
  readonly passed?: number
  readonly failed?: number
  readonly skipped?: number
  readonly errors?: number
  /** All tests of the run, where the runner prints it. */
  readonly total?: number
  /** How many units (files, suites) the runner says it ran; compared with what was seen of them. */
  readonly units?: number
  /** How many of those failed (also without a failed test: a file that could not be loaded). */
  readonly failedUnits?: number
  /** How many tests the runner announced before it began. Kept when a summary turns out to be a fake. */
  readonly announced?: number
  /** Something makes the run a failure whatever the counts say. */
  readonly isFailed?: boolean
  /** The runner itself says that all went well: passed even without counts. */
  readonly isPassed?: boolean
  /** Somebody stopped the run: its counts are of a part only, so it is never a pass. */
  readonly isInterrupted?: boolean
  /** The runner found no tests. */
  readonly isEmpty?: boolean
  /** The runner counts skipped tests among the passed ones. */
  readonly hasUnknownSkips?: boolean
  /** The printed number of passed tests includes others. */
  readonly hasUnknownPasses?: boolean
  /** The summary stands in a frame of its own (a rule above it), which makes up for test lines that were not seen. */
  readonly hasFrame?: boolean
  /** Bears on the verdict only (`npm error Test failed`): it is no finish by itself. */
  readonly isOnlyVerdict?: boolean
  /** The time the run says it took. */
  readonly tookMs?: number
  /** Marks that a format's own rules leave for each other. */
  readonly [mark: `has${string}`]: boolean | undefined
}

/** What one line means in the life of a run. */
export type Role =
  /** A run begins here: its header. */
  | 'start'
  /** A named test begins (only formats that also name its end). */
  | 'open'
  /** One test (or unit) has a result, or shows that it is at work. */
  | 'test'
  /** Part of the summary, or something that bears on the verdict; completes nothing. */
  | 'part'
  /** The summary is complete. */
  | 'end'
  /** May follow the summary and corrects it; before the summary it counts as a part. */
  | 'after'
  /** From here on results are listed once more: those are no new tests. */
  | 'details'
  /** Another command begins: what came before is really over. */
  | 'boundary'
  /** The runner waits for changes on purpose. */
  | 'watch'

/** One result line. */
export interface TestLine {
  readonly result?: 'passed' | 'failed' | 'skipped'
  readonly count?: number
  readonly name?: string
  readonly tookMs?: number
  readonly facts?: Facts
  /** Could be many a runner's (a line of dots): counted, but it does not hold back another runner's summary. */
  readonly isWeak?: boolean
  /** Shows by itself that a new run has begun. */
  readonly isFirst?: boolean
}

/** What a rule may look at besides its line. */
export interface RunView {
  /** Test results (or units) seen in this run so far. */
  readonly seen: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  readonly openTests: number
  readonly facts: Facts
  /** Facts of its complete summary. */
  readonly summary: Facts | null
  readonly hasHeader: boolean
  readonly isSettled: boolean
  /** A test line was among them that is surely this runner's. */
  readonly isShown: boolean
  /** Its lines carry a prefix, so that empty lines are not seen as such. */
  readonly isPrefixed: boolean
}

export interface Line {
  readonly text: string
  /** Empty lines directly above. */
  readonly blanksBefore: number
}

export interface Rule {
  readonly role: Role
  /** Words, one of which every matching line contains unbroken; they decide which lines are looked at. */
  readonly on: readonly string[]
  /** Any line with at least this many (two or more) empty lines above it is looked at as well. */
  readonly afterBlanks?: number
  /** Its lines may be a character or two long, too short for words. */
  readonly isDots?: boolean
  readonly match: RegExp
  /** Facts (or a test line) of the match; null: it was not this rule's line after all. */
  readonly read?: (groups: readonly string[], run: RunView, line: Line) => Facts | TestLine | null
}

/** How one family of runners shows that it is done. */
export interface Format {
  /** As accepted by `--runner`. */
  readonly name: string
  /** Runners that print the same format; accepted by `--runner` too. */
  readonly aliases?: readonly string[]
  readonly title: string
  readonly language: string
  /** Which line completes the summary, in words, for the table of runners. */
  readonly finish: string
  /**
   * How a new run shows itself, so that a test line after a summary without it means that the summary was not the
   * run's own: by a header (if this one had it), or by empty lines that every run prints.
   */
  readonly announces?: 'header' | 'blankLines'
  /** One command prints one summary, without test lines: of two in a row the first was printed by a test. */
  readonly isSingle?: boolean
  /** It starts other runners: their ends are not the end, and their counts are added up. */
  readonly wraps?: boolean
  /** Formats whose runs print the same tests again: their runs before this one's summary are not counted twice. */
  readonly absorbs?: readonly string[]
  /** Runs of other runners inside it are its own tests, whatever prefix they have. */
  readonly owns?: boolean
  readonly rules: readonly Rule[]
  /** The summary, once the lines so far make the run complete without any line saying so (a TAP plan fulfilled). */
  readonly completes?: (run: RunView) => Facts | null
  /** True when the summary contradicts what was seen of the run: it is not believed before the stream ends. */
  readonly doubt?: (summary: Facts, run: RunView) => boolean
  /** Overrides the common rule (see judge.ts). */
  readonly judge?: (facts: Facts) => Verdict | null
  /** The runner's name where the family has several members. */
  readonly rename?: (facts: Facts) => string | null
  /** Results of this kind after a summary belong to its list of failures, not to a new run. */
  readonly relists?: readonly ('failed' | 'skipped')[]
}

export const int = (text: string | undefined): number => Number.parseInt(text ?? '', 10) || 0

/** `1.5`, `s` -> 1500; unknown units count as seconds. */
export function tookMs(amount: string | undefined, unit: string | undefined): number {
  const factor = { ns: 1e-6, µs: 1e-3, us: 1e-3, ms: 1, m: 60_000, min: 60_000, h: 3_600_000 }[unit ?? 's'] ?? 1_000
  return Number.parseFloat(amount ?? '') * factor || 0
}

/** Reads `2 failed, 3 passed`-like lists: every `N word` of the text, keyed by word. */
export function readCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, amount, word] of text.matchAll(/(\d+) ([a-z]+(?: [a-z]+)?)/gi))
    counts.set(word!.toLowerCase(), int(amount))
  return counts
}

/** A line of `Label: N` pairs, `Failures: 1, Errors: 0`, keyed by label in lower case. */
export function readLabels(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const [, label, amount] of text.matchAll(/([A-Za-z][A-Za-z ]*?)\s*[:=]\s*(\d+)/g))
    counts.set(label!.toLowerCase(), int(amount))
  return counts
}

/** Words for lines with a number before one of `words`: `0 passed` … `9 passed`. */
export const numbered = (...words: readonly string[]): string[] =>
  words.flatMap((word) => Array.from('0123456789', (digit) => `${digit} ${word}`))
