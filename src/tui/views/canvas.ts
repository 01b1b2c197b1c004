import type { Glyphs } from '../glyphs.js'
import type { Grid, Rect } from '../grid.js'
import type { Style } from '../style.js'

/** What a view draws with. */
export interface Canvas {
  readonly grid: Grid
  readonly style: Style
  readonly glyphs: Glyphs
}

/**
 * The line above a pane: its number and name on the left, what matters now on the right. The pane in focus is marked by
 * a sign as well as by its colour.
 */
export function drawTitle(
  { grid, style, glyphs }: Canvas,
  rect: Rect,
  title: { number: number; text: string; right: string; isFocused: boolean },
): void {
  const attribute = title.isFocused ? style.focusedTitle : style.title
  const end = rect.x + rect.width
  grid.fill({ ...rect, height: 1 }, glyphs.rule, attribute)
  const mark = title.isFocused ? glyphs.pointer : ' '
  const behind = grid.put(rect.x + 1, rect.y, `${mark}${title.number} ${title.text} `, attribute, end)
  const right = ` ${title.right} `
  const at = end - right.length - 1
  if (title.right !== '' && at > behind) grid.put(at, rect.y, right, attribute, end)
}

/** What is below a pane's title. */
export function contentOf(rect: Rect): Rect {
  return { ...rect, y: rect.y + 1, height: Math.max(0, rect.height - 1) }
}
