import { formatCount } from '../../core/words/numbers.js'
import type { OutputState } from '../contexts/ui.js'
import type { Grid, Rect } from '../grid.js'
import { reverse } from '../style.js'
import { type Canvas, contentOf, drawTitle } from './canvas.js'

/** The command's terminal as the emulator has it: lines of cells, the oldest in sight first. */
export interface OutputScreen {
  /** Lines with something on them, or above the cursor. */
  readonly lineCount: number
  readonly cursor: { readonly line: number; readonly column: number; readonly isVisible: boolean }
  drawLine(line: number, grid: Grid, x: number, y: number, width: number): void
  /** Lines that contain this text, ascending. */
  find(query: string): readonly number[]
}

export interface OutputView {
  readonly screen: OutputScreen
  readonly output: OutputState
  readonly hits: readonly number[]
  readonly isFocused: boolean
  readonly isTyping: boolean
}

export function drawOutput(canvas: Canvas, rect: Rect, view: OutputView): void {
  const { screen, output, hits, isTyping } = view
  const content = contentOf(rect)
  output.fromEnd = Math.max(0, Math.min(output.fromEnd, screen.lineCount - content.height))
  const first = Math.max(0, screen.lineCount - content.height - output.fromEnd)
  const text = isTyping ? 'output: YOU TYPE INTO THE COMMAND, Ctrl-] comes back' : 'output'
  drawTitle(canvas, rect, { number: 1, text, right: tellPlace(view), isFocused: view.isFocused })
  const found = new Set(hits)
  for (let row = 0; row < content.height && first + row < screen.lineCount; row += 1) {
    const line = first + row
    screen.drawLine(line, canvas.grid, content.x, content.y + row, content.width)
    if (found.has(line)) canvas.grid.restyle(content.x, content.y + row, content.width, reverse)
  }
  const cursorRow = screen.cursor.line - first
  if (isTyping && cursorRow >= 0 && cursorRow < content.height) {
    canvas.grid.restyle(content.x + screen.cursor.column, content.y + cursorRow, 1, reverse)
  }
}

function tellPlace({ screen, output, hits }: OutputView): string {
  const place = output.fromEnd === 0 ? 'follows' : `${output.fromEnd} lines below`
  const search =
    output.query === ''
      ? ''
      : `"${output.query}" ${hits.length === 0 ? 'not found' : `${output.hit + 1} of ${hits.length}`}, `
  return `${search}${formatCount(screen.lineCount, 'line')}, ${place}`
}
