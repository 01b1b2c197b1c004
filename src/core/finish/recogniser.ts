import { LIMITS } from '../limits.js'
import type { FinishClaim, FinishObservation, FinishRecogniser, OutputStream, RecogniserOptions } from './claim.js'
import type { Format } from './formats/format.js'
import { FORMATS } from './formats/index.js'
import { selectFormats } from './formats/select.js'
import { markerFormat } from './marker.js'
import { EMPTY_STATE, type Match, Matcher, type MatchState } from './matcher.js'
import { concludeRuns, isGoingOn } from './runs/conclude.js'
import { LineScanner } from './terminal/scanner.js'

/** Is told every line that meant something, and every change of the claim; for `--explain-finish`. */
export interface FinishTrace {
  matched(text: string, matches: readonly Match[], claim: FinishClaim | null): void
  erased(claim: FinishClaim | null): void
}

/**
 * Watches a command's output for the end of its tests. Give it the bytes as they come; what it returns replaces what
 * it said before. It never throws, whatever the bytes, keeps a bounded memory and takes time linear in the bytes.
 */
export function createFinishRecogniser(options: RecogniserOptions, trace?: FinishTrace): FinishRecogniser {
  return new Recogniser(options, trace)
}

interface UndoStep {
  readonly stream: OutputStream
  readonly number: number
  readonly before: MatchState
}

class Recogniser implements FinishRecogniser {
  readonly #matcher: Matcher
  readonly #scanners = new Map<OutputStream, LineScanner>()
  readonly #blanks = new Map<OutputStream, { last: number; run: number }>()
  /** Number of the last line that meant something. */
  readonly #lastMatched = new Map<OutputStream, number>()
  readonly #undo: UndoStep[] = []
  #state: MatchState = EMPTY_STATE
  #published: FinishClaim | null = null
  #observations: FinishObservation[] = []
  #columns: number | null
  #isEnded = false
  #hasReportedActivity = false
  #lastActivity: Match | null = null
  readonly #watched = new Set<string>()
  readonly #limits = new Set<string>()

  constructor(
    readonly options: RecogniserOptions,
    readonly trace: FinishTrace | undefined,
  ) {
    const markers = options.markers.flatMap((source) => markerFormat(source) ?? [])
    this.#matcher = matcherFor(markers, selectFormats(options.runner))
    this.#columns = options.columns
  }

  feed(stream: OutputStream, bytes: Uint8Array): readonly FinishObservation[] {
    this.#hasReportedActivity = false
    this.#scanner(stream).feed(bytes)
    return this.#drain()
  }

  end(): readonly FinishObservation[] {
    this.#hasReportedActivity = false
    for (const scanner of this.#scanners.values()) scanner.end()
    this.#isEnded = true
    this.#publish()
    return this.#drain()
  }

  resize(columns: number): void {
    this.#columns = this.#columns === null ? null : columns
    for (const scanner of this.#scanners.values()) scanner.resize(columns)
  }

  #scanner(stream: OutputStream): LineScanner {
    const known = this.#scanners.get(stream)
    if (known !== undefined) return known
    const sink = {
      line: (number: number, text: string) => this.#line(stream, number, text),
      erase: (number: number) => this.#erase(stream, number),
      folded: (number: number, candidates: readonly string[]) => this.#folded(stream, number, candidates),
    }
    const isOpen = this.options.markers.length > 0
    const columns = stream === 'terminal' ? this.#columns : null
    const scanner = new LineScanner(sink, this.#matcher.triggers, isOpen, columns, () => this.#limit('lineBytesMax'))
    this.#scanners.set(stream, scanner)
    return scanner
  }

  #line(stream: OutputStream, number: number, raw: string): void {
    const blanks = this.#blanks.get(stream) ?? { last: -2, run: 0 }
    if (raw.trim() === '') {
      this.#blanks.set(stream, { last: number, run: blanks.last === number - 1 ? blanks.run + 1 : 1 })
      return
    }
    const blanksBefore = blanks.last === number - 1 ? blanks.run : 0
    if (raw.length > LIMITS.lineCharsMax) this.#limit('lineCharsMax')
    const text = cleanLine(raw)
    this.#follow(stream, number, text, blanksBefore)
  }

  /** A whole line is looked at where none of its pieces meant anything by itself. */
  #folded(stream: OutputStream, number: number, candidates: readonly string[]): void {
    for (const [index, text] of candidates.entries()) {
      if ((this.#lastMatched.get(stream) ?? -1) >= number - index - 1) return
      if (this.#follow(stream, number, cleanLine(text), 0)) return
    }
  }

  #follow(stream: OutputStream, number: number, text: string, blanksBefore: number): boolean {
    const { state, matches } = this.#matcher.follow(this.#state, { text, blanksBefore })
    if (matches.length === 0) return false
    this.#lastMatched.set(stream, number)
    if (state !== this.#state) {
      this.#undo.push({ stream, number, before: this.#state })
      if (this.#undo.length > LIMITS.undoStepsMax) this.#undo.shift()
      this.#state = state
    }
    this.#notice(matches)
    this.#publish()
    this.trace?.matched(text, matches, this.#published)
    return true
  }

  #erase(stream: OutputStream, number: number): void {
    const from = this.#undo.findIndex((step) => step.stream === stream && step.number >= number)
    if (from < 0) return
    this.#state = this.#undo[from]!.before
    this.#undo.length = from
    this.#lastActivity = null
    this.#publish()
    this.trace?.erased(this.#published)
  }

  #notice(matches: readonly Match[]): void {
    for (const match of matches) {
      if (match.role === 'watch' && !this.#watched.has(match.format.name)) {
        this.#watched.add(match.format.name)
        this.#observations.push({ type: 'watchMode', runner: match.format.name })
      }
      if (match.role !== 'test' && match.role !== 'start' && match.role !== 'open') continue
      this.#lastActivity = match
      if (this.#hasReportedActivity) continue
      this.#hasReportedActivity = true
      this.#observations.push({ type: 'testActivity', runner: match.format.name, line: shown(match.text) })
    }
  }

  /** Says what changed since the last time. */
  #publish(): void {
    if (this.#published === null && !this.#isEnded && isGoingOn(this.#state.runs)) return
    const claim = concludeRuns(this.#state.runs, this.#isEnded)
    if (claim === null) {
      if (this.#published === null) return
      const activity = this.#lastActivity
      const reason =
        activity === null
          ? 'the summary was erased from the screen'
          : `${activity.format.name} goes on: ${shown(activity.text)}`
      this.#observations.push({ type: 'withdrawn', reason })
    } else if (this.#published !== null && isSameClaim(claim, this.#published)) return
    else this.#observations.push({ type: 'claimed', claim })
    this.#published = claim
  }

  #limit(name: string): void {
    if (this.#limits.has(name)) return
    this.#limits.add(name)
    this.#observations.push({ type: 'limit', limit: name })
  }

  #drain(): readonly FinishObservation[] {
    const observations = this.#observations
    this.#observations = []
    return observations
  }
}

/** The matcher of all formats is built once: a command may be run many times. */
let ofAllFormats: Matcher | null = null

function matcherFor(markers: readonly Format[], formats: readonly Format[]): Matcher {
  if (markers.length > 0 || formats !== FORMATS) return new Matcher([...markers, ...formats])
  ofAllFormats ??= new Matcher(FORMATS)
  return ofAllFormats
}

/** `^C` is the terminal's echo of the key; it sticks to the next text. */
function cleanLine(raw: string): string {
  return raw
    .slice(0, LIMITS.lineCharsMax)
    .trimEnd()
    .replace(/^(?:\^[CZ\\])+/, '')
}

const shown = (text: string): string => text.trim().slice(0, LIMITS.lineShownCharsMax)

function isSameClaim(a: FinishClaim, b: FinishClaim): boolean {
  return (
    a.runner === b.runner &&
    a.verdict === b.verdict &&
    a.line === b.line &&
    a.counts.passed === b.counts.passed &&
    a.counts.failed === b.counts.failed &&
    a.counts.skipped === b.counts.skipped &&
    a.counts.errors === b.counts.errors
  )
}
