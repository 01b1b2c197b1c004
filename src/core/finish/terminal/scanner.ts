import { LIMITS } from '../../limits.js'
import type { TriggerIndex } from '../triggers.js'
import { decodeStyled, decodeUtf8, textWidth } from './decode.js'
import { CSI, type EscapeState, GROUND, STRING, STRING_ESC, stepEscape } from './escape.js'
import { FoldBuffer } from './fold.js'
import type { LineSink } from './screen.js'
import { Screen } from './screen.js'

const LINE_FEED = 0x0a
const CARRIAGE_RETURN = 0x0d
const ESCAPE = 0x1b
const TAB = 0x09
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
  #highBits = 0
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
    const { next, accept } = this.triggers
    let state = this.#state
    let isHit = this.#isHit ? 1 : 0
    let high = this.#highBits
    let at = from
    for (; at < bytes.length; at++) {
      const byte = bytes[at]!
      if ((byte < 0x20 && byte !== TAB) || this.#escape !== GROUND) {
        if (byte === LINE_FEED) break
        this.#scanControl(byte, bytes[at + 1])
      } else {
        high |= byte
        state = next[(state << 8) | byte]!
        isHit |= accept[state]!
      }
    }
    this.#state = state
    this.#isHit = isHit === 1
    this.#highBits = high
    return at
  }

  #scanControl(byte: number, following: number | undefined): void {
    if (this.#escape !== GROUND || byte === ESCAPE) {
      const before = this.#escape
      this.#escape = stepEscape(before, byte)
      this.#isStyled = true
      const ended = this.#escape === GROUND
      if (ended && before === CSI && byte !== 0x6d)
        this.#isMoving = true // anything but colours (m)
      else if (ended && MOVING_ESCAPES.has(byte)) this.#isMoving = true
    } else if (byte === CARRIAGE_RETURN) {
      if (following !== LINE_FEED && following !== CARRIAGE_RETURN) this.#isMoving = true
    } else if (byte !== BELL) this.#isMoving = true
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
    this.#highBits = 0
  }

  #addLine(bytes: Uint8Array, start: number, stop: number): void {
    let end = stop
    while (end > start && bytes[end - 1] === CARRIAGE_RETURN) end--
    const isShortAndStyled = this.#isStyled && end - start < 40
    const isDots = end - start <= 2 && DOTS.has(bytes[start] ?? 0)
    const isWanted = this.#isHit || this.isOpen || end === start || isDots || this.#blankRun >= 2
    const isMeasured = this.#screen.columns !== null && (this.#isStyled || this.#highBits > 0x7f)
    if (!isWanted && !isMeasured && !isShortAndStyled) {
      this.#blankRun = 0
      this.#screen.addLine(null, end - start)
    } else {
      const text = this.#isStyled ? decodeStyled(bytes, start, end) : decodeUtf8(bytes, start, end)
      this.#blankRun = text === '' ? this.#blankRun + 1 : 0
      this.#screen.addLine(isWanted || text === '' ? text : null, isMeasured ? textWidth(text) : text.length)
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

/** First characters of a progress line of one or two tests. */
const DOTS = new Set(Array.from('.FEsSxuX*', (mark) => mark.charCodeAt(0)))

/** Finals of two-byte escapes that move the cursor or clear: 7 8 D E M c. */
const MOVING_ESCAPES = new Set([0x37, 0x38, 0x44, 0x45, 0x4d, 0x63])
