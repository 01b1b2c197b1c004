import unicode11 from '@xterm/addon-unicode11'
import xterm, { type IBufferCell, type Terminal } from '@xterm/headless'
import { LIMITS } from '../../core/limits.js'
import { escapeForTerminal } from '../../core/words/escape.js'
import { FOLLOWER, type Grid } from '../grid.js'
import { attributeOf, BOLD, INVERSE, PLAIN, UNDERLINE } from '../style.js'
import type { OutputScreen } from '../views/output.js'

export interface EmulatorOptions {
  readonly columns: number
  readonly rows: number
  /** Over pipes a line feed alone ends a line. */
  readonly convertEol: boolean
  /** Too much waits: hold the command back; and let it go on. */
  readonly onPressure: (isHigh: boolean) => void
  readonly onChange: () => void
}

/**
 * The command's own terminal, kept at the size that the command believes in: opening the screen changes nothing for it.
 * The output pane is a window over its lines.
 */
export class Emulator implements OutputScreen {
  private readonly terminal: Terminal
  private readonly cell: IBufferCell
  private pendingBytes = 0
  private isPressed = false
  private isClosed = false
  private found: { readonly query: string; readonly version: number; readonly lines: readonly number[] } | null = null
  private version = 0

  constructor(private readonly options: EmulatorOptions) {
    this.terminal = new xterm.Terminal({
      cols: options.columns,
      rows: options.rows,
      scrollback: LIMITS.scrollbackLinesMax,
      allowProposedApi: true,
      convertEol: options.convertEol,
      logLevel: 'off',
    })
    // Without it emoji count as one cell, and everything behind them is out of line.
    this.terminal.loadAddon(new unicode11.Unicode11Addon())
    this.terminal.unicode.activeVersion = '11'
    this.cell = this.terminal.buffer.active.getNullCell()
  }

  /** Resolves when everything given so far has been drawn. */
  settled(): Promise<void> {
    return new Promise((resolve) => this.terminal.write('', resolve))
  }

  /** Takes bytes in; they are the emulator's from here on. */
  write(bytes: Uint8Array): void {
    if (this.isClosed) return
    this.pendingBytes += bytes.length
    this.terminal.write(bytes, () => {
      this.pendingBytes -= bytes.length
      this.version += 1
      if (this.isPressed && this.pendingBytes < LIMITS.emulatorPendingLowBytes) this.press(false)
      this.options.onChange()
    })
    if (!this.isPressed && this.pendingBytes > LIMITS.emulatorPendingHighBytes) this.press(true)
  }

  resize(columns: number, rows: number): void {
    if (this.isClosed) return
    this.terminal.resize(Math.max(2, columns), Math.max(1, rows))
    this.version += 1
  }

  close(): void {
    if (this.isPressed) this.press(false)
    this.isClosed = true
    this.terminal.dispose()
  }

  get lineCount(): number {
    const { baseY, cursorY, length } = this.terminal.buffer.active
    let last = baseY + cursorY
    for (let line = length - 1; line > last; line -= 1) if (this.textOf(line) !== '') last = line
    return last + 1
  }

  get cursor(): OutputScreen['cursor'] {
    const { baseY, cursorX, cursorY } = this.terminal.buffer.active
    return { line: baseY + cursorY, column: cursorX, isVisible: true }
  }

  drawLine(index: number, grid: Grid, x: number, y: number, width: number): void {
    const line = this.terminal.buffer.active.getLine(index)
    if (line === undefined) return
    for (let column = 0; column < Math.min(width, line.length); column += 1) {
      const cell = line.getCell(column, this.cell)
      if (cell === undefined) return
      const isFollower = cell.getWidth() === 0
      const characters = isFollower ? FOLLOWER : escapeForTerminal(cell.getChars())
      const isCut = cell.getWidth() === 2 && column + 1 >= width
      grid.set(x + column, y, isCut || (characters === '' && !isFollower) ? ' ' : characters, looksOf(cell))
    }
  }

  find(query: string): readonly number[] {
    if (this.found?.query === query && this.found.version === this.version) return this.found.lines
    const wanted = query.toLowerCase()
    const lines: number[] = []
    const { length } = this.terminal.buffer.active
    for (let line = 0; line < length && lines.length < LIMITS.searchHitsMax; line += 1) {
      if (this.textOf(line).toLowerCase().includes(wanted)) lines.push(line)
    }
    this.found = { query, version: this.version, lines }
    return lines
  }

  private textOf(line: number): string {
    return this.terminal.buffer.active.getLine(line)?.translateToString(true) ?? ''
  }

  private press(isHigh: boolean): void {
    this.isPressed = isHigh
    this.options.onPressure(isHigh)
  }
}

function looksOf(cell: IBufferCell): number {
  if (cell.isAttributeDefault()) return PLAIN
  const flags = (cell.isBold() ? BOLD : 0) | (cell.isUnderline() ? UNDERLINE : 0) | (cell.isInverse() ? INVERSE : 0)
  const foreground = colourOf(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor())
  const background = colourOf(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor())
  // What the terminal draws faint is grey here: the screen has no such flag.
  if (cell.isDim() && foreground === undefined) return attributeOf(flags, 8, background)
  return attributeOf(flags, foreground, background)
}

function colourOf(isDefault: boolean, isRgb: boolean, colour: number): number | undefined {
  if (isDefault) return undefined
  return isRgb ? nearestOf256(colour) : colour
}

/** The 6x6x6 cube of the 256 colours. */
function nearestOf256(rgb: number): number {
  const level = (value: number) => (value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40))
  return 16 + 36 * level((rgb >> 16) & 255) + 6 * level((rgb >> 8) & 255) + level(rgb & 255)
}
