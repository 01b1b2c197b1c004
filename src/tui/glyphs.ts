/** The signs of the screen, and what stands for them where the terminal knows ASCII only (`--ascii`, no UTF-8). */
export interface Glyphs {
  readonly rule: string
  readonly divider: string
  readonly pointer: string
  readonly running: string
  readonly finished: string
  readonly lingering: string
  readonly stopped: string
  readonly ellipsis: string
  readonly branch: string
  readonly lastBranch: string
  readonly trunk: string
  readonly bars: readonly string[]
  readonly corners: readonly [string, string, string, string]
}

const UNICODE: Glyphs = {
  rule: '─',
  divider: '│',
  pointer: '▸',
  running: '●',
  finished: '✓',
  lingering: '▲',
  stopped: '■',
  ellipsis: '…',
  branch: '├ ',
  lastBranch: '└ ',
  trunk: '│ ',
  bars: ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  corners: ['┌', '┐', '└', '┘'],
}

const ASCII: Glyphs = {
  rule: '-',
  divider: '|',
  pointer: '>',
  running: 'o',
  finished: '+',
  lingering: '!',
  stopped: '#',
  ellipsis: '...',
  branch: '|-',
  lastBranch: '`-',
  trunk: '| ',
  bars: ['_', '.', '-', '=', '+', '*', '%', '#'],
  corners: ['+', '+', '+', '+'],
}

export function chooseGlyphs(ascii: boolean): Glyphs {
  return ascii ? ASCII : UNICODE
}

/** A curve in `width` cells, newest on the right; `highest` is what a full bar stands for. */
export function drawSparkline(values: readonly number[], width: number, highest: number, glyphs: Glyphs): string {
  const { bars } = glyphs
  const shown = values.slice(-width)
  const top = Math.max(highest, ...shown, Number.MIN_VALUE)
  const line = shown.map((value) => bars[Math.min(bars.length - 1, Math.floor((value / top) * bars.length))] ?? bars[0])
  return line.join('').padStart(width)
}
