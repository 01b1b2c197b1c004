import { LIMITS } from '../../limits.js'
import type { TriggerIndex } from '../triggers.js'
import { decodeStyled, decodeUtf8, measureBytes } from './decode.js'
import { CSI, type EscapeState, GROUND, STRING, STRING_ESC, stepEscape } from './escape.js'
import { FoldBuffer } from './fold.js'
import type { LineSink } from './screen.js'
import { Screen } from './screen.js'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const ESCAPE = 0x1b
const BELL = 0x07

export interface ScannerSink extends LineSink {
  /** Line `number` may be the last piece of one of these lines: of the shortest, made of two lines, and so on. */
  folded(number: number, candidates: readonly string[]): void
}

/**
 * Cuts one stream's bytes into the lines a terminal would show, and lets only those through that contain a trigger
 * word (or are empty). A line is scanned once, byte by byte, against the triggers; it is decoded only when one was
 * found, and drawn on the screen model only when the cursor moves about in it.
 */
export class LineScanner {
  readonly #screen: Screen
  readonly #carry = new Uint8Array(LIMITS.lineBytesMax)
  #carried = 0
  #isCut = false
  // What is known of the unfinished line:
  #state = 0
  #escape: EscapeState = GROUND
  #isHit = false
  #isStyled = false
  #isMoving = false
  #blankRun = 0
  readonly #folds = new FoldBuffer()

  constructor(
    readonly sink: ScannerSink,
    readonly triggers: TriggerIndex,
    /** True: every line is let through (a user's marker may match anywhere). */
    readonly isOpen: boolean,
    columns: number | null,
    readonly onCut: () => void,
  ) {
    this.#screen = new Screen(sink, columns)
  }

  resize(columns: number): void {
    if (this.#screen.columns !== null) this.#screen.columns = Math.max(1, columns)
  }

  feed(bytes: Uint8Array): void {
    let start = 0
    for (let at = 0; at < bytes.length; ) {
      const stop = this.#scan(bytes, at)
      if (stop === bytes.length) break
      at = stop + 1
      this.#finishLine(bytes, start, stop)
      start = at
    }
    this.#keep(bytes, start)
    if (this.#isMoving) this.#drawCarry()
  }

  end(): void {
    if (this.#carried > 0) this.#drawCarry()
    this.#screen.finish()
  }

  /** Scans on from `from` to the next line feed (its index) or the end of the bytes. */
  #scan(bytes: Uint8Array, from: number): number {
    const { next, acceptFrom, stop } = this.triggers
    const length = bytes.length
    let state = this.#state
    let at = from
    while (at < length) {
      if (this.#escape === GROUND) {
        // The hot loop: text up to the next control byte.
        for (; at < length; at++) {
          const to = next[(state << 8) | bytes[at]!]!
          if (to >= acceptFrom) {
            if (to === stop) break
            this.#isHit = true
          }
          state = to
        }
        if (at >= length) break
      }
      const byte = bytes[at]!
      if (byte === LINE_FEED) break
      at = this.#scanControl(bytes, at, byte)
    }
    this.#state = state
    return at
  }

  /** Passes one control byte, or a whole colour; returns where text goes on. */
  #scanControl(bytes: Uint8Array, at: number, byte: number): number {
    if (this.#escape !== GROUND || byte === ESCAPE) {
      this.#isStyled = true
      if (this.#escape === GROUND && bytes[at + 1] === 0x5b) {
        let end = at + 2
        while (isParameter(bytes[end])) end++
        if (bytes[end] === 0x6d) return end + 1
      }
      this.#stepEscape(byte)
    } else if (byte === CARRIAGE_RETURN) {
      const following = bytes[at + 1]
      if (following !== LINE_FEED && following !== CARRIAGE_RETURN) this.#isMoving = true
    } else if (byte !== BELL) this.#isMoving = true
    return at + 1
  }

  #stepEscape(byte: number): void {
    const before = this.#escape
    this.#escape = stepEscape(before, byte)
    if (this.#escape !== GROUND) return
    if (before === CSI && byte !== 0x6d)
      this.#isMoving = true // anything but colours (m)
    else if (before !== CSI && MOVING_ESCAPES.has(byte)) this.#isMoving = true
  }

  #finishLine(bytes: Uint8Array, start: number, stop: number): void {
    const isPlain = !this.#isMoving && this.#escape === GROUND && this.#screen.isAtRest
    if (isPlain && this.#carried === 0) this.#addLine(bytes, start, stop)
    else {
      this.#keep(bytes, start, stop)
      if (isPlain) this.#addLine(this.#carry, 0, this.#carried)
      else this.#drawLine()
    }
    if (this.#escape === STRING || this.#escape === STRING_ESC) this.#escape = GROUND
    if (this.#isCut) this.onCut()
    this.#carried = 0
    this.#isCut = false
    this.#isHit = false
    this.#isStyled = this.#escape !== GROUND
    this.#isMoving = false
    if (!this.#folds.isOpen) this.#state = 0 // a word may go on behind a break
  }

  #addLine(bytes: Uint8Array, start: number, stop: number): void {
    let end = stop
    while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--
    const isWanted =
      this.#isHit || this.isOpen || end === start || this.#blankRun >= 2 || isDots(bytes, start, end, this.#isStyled)
    const isBlankStyled = !isWanted && this.#isStyled && end - start < 40 && decodeStyled(bytes, start, end) === ''
    // A line without more bytes than the terminal has columns takes one row in any case.
    const isLong = end - start > (this.#screen.columns ?? Number.MAX_SAFE_INTEGER)
    const width = isLong ? measureBytes(bytes, start, end) : end - start
    if (!isWanted && !isBlankStyled) {
      this.#blankRun = 0
      this.#screen.addLine(null, width)
    } else {
      const text = this.#isStyled ? decodeStyled(bytes, start, end) : decodeUtf8(bytes, start, end)
      this.#blankRun = text === '' ? this.#blankRun + 1 : 0
      this.#screen.addLine(text, width)
    }
    this.#tellFolded(this.#folds.add(bytes, start, end, this.#isHit))
  }

  #drawLine(): void {
    if (this.#isMoving) this.#folds.reset()
    const candidates = this.#isMoving ? [] : this.#folds.add(this.#carry, 0, this.#carried, this.#isHit)
    this.#drawCarry()
    this.#screen.endLine()
    this.#tellFolded(candidates)
  }

  #tellFolded(candidates: readonly string[]): void {
    if (candidates.length > 0) this.sink.folded(this.#screen.row - 1, candidates)
  }

  #keep(bytes: Uint8Array, start: number, stop = bytes.length): void {
    let from = start
    while (from < stop) {
      const room = LIMITS.lineBytesMax - this.#carried
      if (room === 0) {
        if (!this.#isMoving) {
          this.#isCut = true
          return
        }
        this.#drawCarry() // a line redrawn for ever (progress bars) is drawn piece by piece
        continue
      }
      const size = Math.min(room, stop - from)
      this.#carry.set(bytes.subarray(from, from + size), this.#carried)
      this.#carried += size
      from += size
    }
  }

  #drawCarry(): void {
    this.#screen.write(this.#carry, 0, this.#carried)
    this.#carried = 0
  }
}

/** A progress line consists of marks only, maybe coloured; most other lines fail at the first or last character. */
function isDots(bytes: Uint8Array, start: number, end: number, isStyled: boolean): boolean {
  if (!isStyled && MARKS[bytes[end - 1]!] !== 1) return false
  let state = GROUND
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (state !== GROUND || byte === ESCAPE) state = stepEscape(state, byte)
    else if (MARKS[byte] !== 1) return false
  }
  return true
}

const MARKS = new Uint8Array(256)
for (const mark of '.FEsSxXRpu,*') MARKS[mark.charCodeAt(0)] = 1

/** Digits and semicolons. */
const isParameter = (byte: number | undefined): boolean => byte !== undefined && byte >= 0x30 && byte <= 0x3b

/** Finals of two-byte escapes that move the cursor or clear: 7 8 D E M c. */
const MOVING_ESCAPES = new Set([0x37, 0x38, 0x44, 0x45, 0x4d, 0x63])
