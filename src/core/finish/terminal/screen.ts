import { LIMITS } from '../../limits.js'
import { runControl } from './controls.js'
import { cellWidth, codePointAt, sequenceLength } from './decode.js'
import { CSI, ESC_SEEN, type EscapeState, GROUND, STRING, STRING_ESC, stepEscape } from './escape.js'

/** Who is told of lines: `line` when the cursor leaves one downwards, `erase` when lines from `number` on change again. */
export interface LineSink {
  line(number: number, text: string): void
  erase(number: number): void
}

/**
 * The last lines of a terminal, as far as it takes to know which lines stay: a text line is one entry however often
 * it wraps, the cursor moves over entries in rows. Lines that nobody asked about have no text (null), only a width.
 */
export class Screen {
  /** Number of the cursor's line and of the last line; numbers grow for ever, the last `screenLinesMax` are kept. */
  row = 0
  bottom = 0
  column = 0
  /** Lines above this one belong to the past (a cleared screen, another page): the cursor cannot go there. */
  pageTop = 0
  saved: { row: number; column: number } | null = null
  isAlternate = false
  #cells: string[] = []
  #hasCells = true
  readonly #texts: (string | null)[] = new Array(LIMITS.screenLinesMax).fill('')
  readonly #widths = new Int32Array(LIMITS.screenLinesMax)
  #committed = 0
  #escape: EscapeState = GROUND
  #sequence = ''
  #tail: number[] = []

  constructor(
    readonly sink: LineSink,
    public columns: number | null,
  ) {}

  /** True when the next line starts on an empty last line: whole lines may then be added without being drawn. */
  get isAtRest(): boolean {
    return (
      this.row === this.bottom &&
      this.column === 0 &&
      this.#escape === GROUND &&
      this.#tail.length === 0 &&
      !this.isAlternate &&
      this.#committed === this.row &&
      (this.#hasCells ? this.#cells.length === 0 : this.#texts[this.#slot(this.row)] === '')
    )
  }

  /** A whole line nobody draws on; only when at rest. `text` null: it is of no interest. */
  addLine(text: string | null, width: number): void {
    const slot = this.#slot(this.row)
    this.#texts[slot] = text
    this.#widths[slot] = width
    this.#committed = this.row + 1
    if (text !== null) this.sink.line(this.row, text)
    this.#openBottom()
  }

  /** Draws bytes; escape sequences and characters may be split between calls. */
  write(bytes: Uint8Array, start: number, end: number): void {
    let at = start
    while (at < end && this.#tail.length > 0) at = this.#finishTail(bytes, at)
    while (at < end) {
      const byte = bytes[at]!
      if (this.#escape !== GROUND) {
        this.#stepSequence(byte)
        at++
      } else if (byte < 0x20 || byte === 0x7f) {
        this.#control(byte)
        at++
      } else if (byte < 0x80) {
        this.#put(String.fromCharCode(byte), 1)
        at++
      } else at = this.#putSequence(bytes, at, end)
    }
  }

  /** A line feed of the stream: it ends an unterminated string, and moves down. */
  endLine(): void {
    if (this.#escape === STRING || this.#escape === STRING_ESC) {
      this.#escape = GROUND
      this.#sequence = ''
    }
    if (this.#tail.length > 0) this.#tail = []
    this.lineFeed()
  }

  lineFeed(): void {
    if (this.isAlternate) return
    this.#store()
    const rows = this.rowsOf(this.row)
    if (this.columns !== null && Math.floor(this.column / this.columns) < rows - 1) {
      this.column = (Math.floor(this.column / this.columns) + 1) * this.columns
      return
    }
    this.#commitThrough(this.row)
    if (this.row === this.bottom) this.#openBottom()
    else this.#enter(this.row + 1)
    this.column = 0
    while (this.bottom > this.row && this.bottom >= this.#committed && this.#texts[this.#slot(this.bottom)] === '')
      this.bottom--
  }

  /** The stream is over: the unfinished last line counts as a line. */
  finish(): void {
    this.moveTo(this.bottom, 0)
    this.columns = null
    this.lineFeed()
  }

  /** Moves over screen rows; a wrapped line has several. Stops at the page's ends. */
  moveRows(count: number): void {
    const width = this.columns ?? Number.MAX_SAFE_INTEGER
    let line = this.row
    let sub = Math.min(Math.floor(this.column / width), this.rowsOf(line) - 1)
    const within = this.column % width
    const top = Math.max(this.pageTop, this.bottom - LIMITS.screenLinesMax + 1, 0)
    for (let left = Math.min(Math.abs(count), 10_000); left > 0; left--) {
      if (count < 0) {
        if (sub > 0) sub--
        else if (line > top) sub = this.rowsOf(--line) - 1
      } else if (sub < this.rowsOf(line) - 1) sub++
      else if (line < this.bottom) {
        line++
        sub = 0
      }
    }
    this.moveTo(line, sub * (this.columns ?? 0) + within)
  }

  moveTo(row: number, column: number): void {
    if (row !== this.row) {
      this.#store()
      if (row > this.row) this.#commitThrough(row - 1)
      this.#enter(row)
    }
    this.column = Math.max(0, Math.min(column, LIMITS.lineCharsMax))
  }

  /** Erases cells of the cursor's line; the end defaults to the line's. */
  eraseCells(from: number, to = Number.MAX_SAFE_INTEGER): void {
    const cells = this.#change()
    if (to >= cells.length) cells.length = Math.min(cells.length, from)
    else for (let at = from; at <= to; at++) cells[at] = ' '
  }

  deleteCells(count: number): void {
    this.#change().splice(this.column, count)
  }

  insertBlanks(count: number): void {
    const cells = this.#change()
    if (this.column < cells.length) cells.splice(this.column, 0, ...new Array(Math.min(count, 500)).fill(' '))
  }

  /** Everything after the cursor goes. */
  eraseBelow(): void {
    this.eraseCells(this.column)
    this.bottom = this.row
  }

  /** What stands there is past: a new page begins on a new line. */
  startPage(): void {
    if (this.isAlternate) return
    this.#store()
    this.row = this.bottom
    if (this.#texts[this.#slot(this.bottom)] !== '') {
      this.#commitThrough(this.bottom)
      this.#openBottom()
    }
    this.#hasCells = false
    this.pageTop = this.row
    this.column = 0
  }

  rowsOf(line: number): number {
    if (this.columns === null) return 1
    const width = line === this.row && this.#hasCells ? this.#cells.length : this.#widths[this.#slot(line)]!
    return Math.max(1, Math.ceil(width / this.columns))
  }

  #slot(line: number): number {
    return line % LIMITS.screenLinesMax
  }

  #openBottom(): void {
    this.bottom++
    this.row = this.bottom
    this.#texts[this.#slot(this.row)] = ''
    this.#widths[this.#slot(this.row)] = 0
    if (this.#cells.length > 0) this.#cells = []
    this.#hasCells = true
    this.column = 0
  }

  #enter(row: number): void {
    this.row = row
    this.#hasCells = false
  }

  #load(): string[] {
    if (this.#hasCells) return this.#cells
    const cells: string[] = []
    for (const char of this.#texts[this.#slot(this.row)] ?? '') {
      const width = cellWidth(char.codePointAt(0)!)
      if (width === 0 && cells.length > 0) cells[cells.length - 1] += char
      else cells.push(char, ...(width === 2 ? [''] : []))
    }
    this.#cells = cells
    this.#hasCells = true
    return cells
  }

  #change(): string[] {
    const cells = this.#load()
    if (this.row < this.#committed) {
      this.#committed = this.row
      this.sink.erase(this.row)
    }
    return cells
  }

  #store(): void {
    if (!this.#hasCells) return
    const slot = this.#slot(this.row)
    this.#texts[slot] = this.#cells.length === 0 ? '' : Array.from(this.#cells, (cell) => cell ?? ' ').join('')
    this.#widths[slot] = this.#cells.length
  }

  #commitThrough(row: number): void {
    for (let line = Math.max(this.#committed, this.bottom - LIMITS.screenLinesMax + 1); line <= row; line++) {
      const text = this.#texts[this.#slot(line)]
      if (text !== null && text !== undefined) this.sink.line(line, text)
    }
    this.#committed = Math.max(this.#committed, row + 1)
  }

  #put(char: string, width: number): void {
    if (this.isAlternate) return
    const cells = this.#change()
    if (width === 0) {
      if (this.column > 0 && cells[this.column - 1] !== undefined) cells[this.column - 1] += char
      return
    }
    if (this.column >= LIMITS.lineCharsMax) return
    while (cells.length < this.column) cells.push(' ')
    cells[this.column] = char
    if (width === 2) cells[this.column + 1] = ''
    this.column += width
  }

  #putSequence(bytes: Uint8Array, at: number, end: number): number {
    const size = sequenceLength(bytes, at, end)
    if (size === 1) {
      const lead = bytes[at]!
      const wanted =
        lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xc2 && lead < 0xe0 ? 2 : 1
      if (at + wanted > end && wanted > 1) {
        this.#tail = Array.from(bytes.subarray(at, end))
        return end
      }
      this.#put('\ufffd', 1)
      return at + 1
    }
    const point = codePointAt(bytes, at, size)
    this.#put(String.fromCodePoint(point), cellWidth(point))
    return at + size
  }

  #finishTail(bytes: Uint8Array, at: number): number {
    const byte = bytes[at]!
    if ((byte & 0xc0) !== 0x80) {
      this.#tail = []
      this.#put('\ufffd', 1)
      return at
    }
    const joined = Uint8Array.from([...this.#tail, byte])
    this.#tail = []
    this.#putSequence(joined, 0, joined.length)
    return at + 1
  }

  #stepSequence(byte: number): void {
    const before = this.#escape
    this.#escape = stepEscape(before, byte)
    const isString = before === STRING || before === STRING_ESC
    if (byte < 0x20 && byte !== 0x1b && (!isString || byte === 0x0a)) {
      this.#control(byte)
      return
    }
    if (this.#sequence.length < LIMITS.escapeBytesMax) this.#sequence += String.fromCharCode(byte)
    else this.#escape = GROUND
    if (this.#escape !== GROUND) return
    const sequence = this.#sequence
    this.#sequence = ''
    if (before === CSI || before === ESC_SEEN) runControl(this, sequence)
  }

  #control(byte: number): void {
    if (byte === 0x1b) {
      this.#escape = ESC_SEEN
      this.#sequence = ''
    } else if (byte === 0x0a || byte === 0x0b || byte === 0x0c) this.lineFeed()
    else if (byte === 0x0d) this.#carriageReturn()
    else if (byte === 0x08) this.column = Math.max(0, this.column - 1)
    else if (byte === 0x09) this.#put('\t', 1)
  }

  #carriageReturn(): void {
    const width = this.columns
    this.column =
      width === null
        ? 0
        : Math.floor(Math.max(0, Math.min(this.column, this.rowsOf(this.row) * width - 1)) / width) * width
  }
}
