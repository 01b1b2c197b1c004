import { displayWidth, wrapText } from '../../core/words/width.js'
import type { Dialog } from '../contexts/dialog.js'
import type { Rect } from '../grid.js'
import { KEYMAP } from '../keymap.js'
import { reverse } from '../style.js'
import type { Canvas } from './canvas.js'

interface BoxLine {
  readonly text: string
  readonly isSelected: boolean
}

/** A question over the screen. */
export function drawDialog(canvas: Canvas, dialog: Dialog): void {
  const width = Math.min(canvas.grid.width - 2, 76)
  const said = dialog.lines.flatMap((line) => wrapText(line, width - 4, 4, canvas.glyphs.ellipsis))
  const lines: BoxLine[] = [
    ...said.map((text) => ({ text, isSelected: false })),
    { text: '', isSelected: false },
    ...dialog.choices.map(({ key, label }, index) => ({
      text: `${index === dialog.selected ? canvas.glyphs.pointer : ' '} ${key.padEnd(3)} ${label}`,
      isSelected: index === dialog.selected,
    })),
  ]
  drawBox(canvas, dialog.title, lines, 0)
}

/** Every key, one a line. */
export function drawHelp(canvas: Canvas, help: { top: number }, isLive: boolean): void {
  const lines = [
    'Suspects are ranked: the first is the most likely to hold the run. Nothing is ended unless you say so.',
    '',
    ...KEYMAP.filter((binding) => isLive || binding.live !== true).map(({ shown, help, panes }) => {
      const where = panes === undefined ? '' : ` (${panes.join(', ')})`
      return `${shown.padEnd(13)} ${help}${where}`
    }),
  ].flatMap((line) => (line === '' ? [''] : wrapHelp(line, Math.min(canvas.grid.width - 2, 96) - 4, canvas)))
  const room = Math.max(1, canvas.grid.height - 4)
  help.top = Math.max(0, Math.min(help.top, lines.length - room))
  drawBox(
    canvas,
    'keys',
    lines.map((text) => ({ text, isSelected: false })),
    help.top,
  )
}

/** A key's second line stands under its first. */
function wrapHelp(line: string, width: number, { glyphs }: Canvas): string[] {
  if (displayWidth(line) <= width) return [line]
  const head = line.slice(0, 14)
  return wrapText(line.slice(14), width - 14, 3, glyphs.ellipsis).map(
    (text, index) => (index === 0 ? head : ' '.repeat(14)) + text,
  )
}

function drawBox(canvas: Canvas, title: string, lines: readonly BoxLine[], top: number): void {
  const { grid, style, glyphs } = canvas
  const widest = Math.max(displayWidth(title) + 4, ...lines.map(({ text }) => displayWidth(text)))
  const width = Math.min(grid.width, widest + 4)
  const height = Math.min(grid.height, lines.length + 2)
  const box: Rect = {
    x: Math.floor((grid.width - width) / 2),
    y: Math.floor((grid.height - height) / 2),
    width,
    height,
  }
  drawFrame(canvas, box)
  grid.put(box.x + 2, box.y, ` ${title} `, style.accent, box.x + width - 1)
  const shown = height - 2
  for (let row = 0; row < shown; row += 1) {
    const line = lines[top + row]
    if (line === undefined) break
    grid.put(box.x + 2, box.y + 1 + row, line.text, style.plain, box.x + width - 1)
    if (line.isSelected) grid.restyle(box.x + 1, box.y + 1 + row, width - 2, reverse)
  }
  const left = lines.length - top - shown
  if (left > 0)
    grid.put(box.x + 2, box.y + height - 1, ` ${left} more ${glyphs.ellipsis} `, style.dim, box.x + width - 1)
}

function drawFrame({ grid, style, glyphs }: Canvas, box: Rect): void {
  const [topLeft, topRight, bottomLeft, bottomRight] = glyphs.corners
  const right = box.x + box.width - 1
  const bottom = box.y + box.height - 1
  grid.fill(box, ' ', style.plain)
  for (let x = box.x + 1; x < right; x += 1) {
    grid.set(x, box.y, glyphs.rule, style.accent)
    grid.set(x, bottom, glyphs.rule, style.accent)
  }
  for (let y = box.y + 1; y < bottom; y += 1) {
    grid.set(box.x, y, glyphs.divider, style.accent)
    grid.set(right, y, glyphs.divider, style.accent)
  }
  grid.set(box.x, box.y, topLeft, style.accent)
  grid.set(right, box.y, topRight, style.accent)
  grid.set(box.x, bottom, bottomLeft, style.accent)
  grid.set(right, bottom, bottomRight, style.accent)
}
