import { padCells, wrapText } from '../../core/words/width.js'
import type { Style } from './style.js'

/** Cells of the column of labels, its margin included: `  held by  `. */
export const LABEL_WIDTH = 11

/** One row of the summary: a label in the left column, text wrapped beside it. */
export function layRow(label: string, text: string, width: number, linesMax: number, style: Style): string[] {
  const lines = wrapText(text, width - LABEL_WIDTH, linesMax, style.glyphs.ellipsis)
  return labelLines(label, lines, style)
}

/** Lines that are laid out already, with the label before the first. */
export function labelLines(label: string, lines: readonly string[], style: Style): string[] {
  const margin = ' '.repeat(LABEL_WIDTH)
  const head = `  ${style.dim(padCells(label, LABEL_WIDTH - 2))}`
  return lines.map((line, index) => (index === 0 ? head : margin) + line)
}
