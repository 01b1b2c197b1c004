import type { Rect } from './grid.js'
import type { Pane } from './keymap.js'

/** Where everything stands. Panes that have no room are absent. */
export interface Layout {
  readonly header: Rect
  readonly panes: ReadonlyMap<Pane, Rect>
  readonly notice: Rect
  readonly footer: Rect
}

export interface LayoutWish {
  readonly focus: Pane
  readonly isZoomed: boolean
  readonly suspectCount: number
  readonly processCount: number
  /** Nothing is wrong yet: the output matters most. */
  readonly isEarly: boolean
}

/** Columns from which two lists stand side by side, and rows from which the close look has a place of its own. */
const WIDE_COLUMNS = 110
const TALL_ROWS = 30
/** Rows below which only the pane in focus is shown. */
const SMALL_ROWS = 18
const SMALL_COLUMNS = 60

export function layOut(width: number, height: number, wish: LayoutWish): Layout {
  const headerRows = height < SMALL_ROWS ? 1 : 2
  const body: Rect = { x: 0, y: headerRows, width, height: Math.max(1, height - headerRows - 2) }
  return {
    header: { x: 0, y: 0, width, height: headerRows },
    panes: placePanes(body, wish),
    notice: { x: 0, y: height - 2, width, height: 1 },
    footer: { x: 0, y: height - 1, width, height: 1 },
  }
}

function placePanes(body: Rect, wish: LayoutWish): ReadonlyMap<Pane, Rect> {
  if (wish.isZoomed || body.height + 4 < SMALL_ROWS || body.width < SMALL_COLUMNS) return new Map([[wish.focus, body]])
  if (body.width >= WIDE_COLUMNS && body.height >= TALL_ROWS) return placeFour(body, wish)
  return wish.focus === 'detail' ? placeDetail(body, wish) : placeThree(body, wish)
}

/** Output above, the two lists side by side, the close look below. */
function placeFour(body: Rect, wish: LayoutWish): ReadonlyMap<Pane, Rect> {
  const listRows = clamp(Math.max(wish.suspectCount, wish.processCount) + 1, 6, Math.floor(body.height / 4))
  const detailRows = Math.floor((body.height - listRows) * (wish.isEarly ? 0.25 : 0.5))
  const outputRows = body.height - listRows - detailRows
  const left = Math.floor((body.width - 1) / 2)
  const listY = body.y + outputRows
  return new Map<Pane, Rect>([
    ['output', { ...body, height: outputRows }],
    ['suspects', { x: body.x, y: listY, width: left, height: listRows }],
    ['processes', { x: body.x + left + 1, y: listY, width: body.width - left - 1, height: listRows }],
    ['detail', { ...body, y: listY + listRows, height: detailRows }],
  ])
}

/** Three panes above each other; the lists get what they need, the output the rest. */
function placeThree(body: Rect, wish: LayoutWish): ReadonlyMap<Pane, Rect> {
  const most = Math.floor(body.height * (wish.isEarly ? 0.25 : 0.35))
  const suspectRows = clamp(wish.suspectCount + 1, wish.isEarly ? 2 : 3, most)
  const processRows = clamp(wish.processCount + 1, 3, most)
  const outputRows = body.height - suspectRows - processRows
  return new Map<Pane, Rect>([
    ['output', { ...body, height: outputRows }],
    ['suspects', { ...body, y: body.y + outputRows, height: suspectRows }],
    ['processes', { ...body, y: body.y + outputRows + suspectRows, height: processRows }],
  ])
}

/** The close look with its list of suspects above. */
function placeDetail(body: Rect, wish: LayoutWish): ReadonlyMap<Pane, Rect> {
  const listRows = clamp(wish.suspectCount + 1, 2, Math.floor(body.height / 4))
  return new Map<Pane, Rect>([
    ['suspects', { ...body, height: listRows }],
    ['detail', { ...body, y: body.y + listRows, height: body.height - listRows }],
  ])
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(most, value))
}
