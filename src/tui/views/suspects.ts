import type { ReportSuspect } from '../../core/report/model.js'
import type { Confidence } from '../../core/suspects/finding.js'
import { showText } from '../../core/words/escape.js'
import { describeKind } from '../../core/words/kinds.js'
import { formatMs } from '../../core/words/numbers.js'
import { formatPlace, formatSite } from '../../core/words/suspect.js'
import { displayWidth, padCells, truncateEnd, truncateStart } from '../../core/words/width.js'
import { type ListState, scrollIntoView, settleSelection } from '../contexts/list.js'
import type { SuspectRow } from '../contexts/suspects.js'
import type { Rect } from '../grid.js'
import type { Snapshot } from '../snapshot.js'
import { select } from '../style.js'
import { type Canvas, contentOf, drawTitle } from './canvas.js'

/** Ranked suspects, one a line: what it is, the user's line, how sure, how old. */
export function drawSuspects(
  canvas: Canvas,
  rect: Rect,
  view: { rows: readonly SuspectRow[]; list: ListState; isFocused: boolean; snapshot: Snapshot },
): void {
  const { rows, list, isFocused, snapshot } = view
  const filter = list.filter === '' ? '' : `filter: ${list.filter}`
  drawTitle(canvas, rect, { number: 2, text: `suspects (${rows.length})`, right: filter, isFocused })
  const content = contentOf(rect)
  const selected = settleSelection(list, rows)
  if (rows.length === 0) {
    canvas.grid.put(content.x + 1, content.y, explainNone(snapshot, list.filter), canvas.style.dim, rect.x + rect.width)
    return
  }
  const top = scrollIntoView(list, selected, rows.length, content.height)
  const placeWidth = widthOfPlaces(rows.slice(top, top + content.height), roomOf(content))
  for (let line = 0; line < content.height && top + line < rows.length; line += 1) {
    const row = rows[top + line]!
    const place = { ...content, y: content.y + line, height: 1 }
    drawRow(canvas, place, { row, placeWidth, isSelected: top + line === selected, isFocused })
  }
}

/** Cells of `confidence` and age at the end of a line. */
const TAIL_WIDTH = 16

/** Cells for the place and for what it is, between the rank and the tail. */
function roomOf({ width }: Rect): number {
  return width - TAIL_WIDTH - 5
}

/** What the places need, as long as two fifths are left for saying what it is. */
function widthOfPlaces(rows: readonly SuspectRow[], room: number): number {
  const most = Math.max(10, Math.floor(room * 0.6))
  return Math.min(most, Math.max(...rows.map(({ suspect }) => displayWidth(placeWithin(suspect, most)))))
}

function drawRow(
  canvas: Canvas,
  rect: Rect,
  view: { row: SuspectRow; placeWidth: number; isSelected: boolean; isFocused: boolean },
): void {
  const { grid, style, glyphs } = canvas
  const { row, placeWidth, isSelected, isFocused } = view
  const { suspect } = row
  const right = rect.x + rect.width
  const age = suspect.resource?.ageMs
  const confidence = row.isReleased && suspect.confidence !== 'proved' ? 'released' : suspect.confidence
  const tail = `${confidence.padEnd(8)} ${age == null ? '' : formatMs(age).padStart(7)}`
  const tailAt = right - TAIL_WIDTH - 1
  const place = truncateStart(placeWithin(suspect, placeWidth), placeWidth, glyphs.ellipsis)
  const what = `${describeKind(suspect.kind).label}: ${showText(suspect.summary, 300)}`
  const whatWidth = roomOf(rect) - placeWidth - 1
  const pointer = isSelected ? glyphs.pointer : ' '
  const plain = row.isReleased ? style.dim : style.plain
  let at = grid.put(rect.x, rect.y, `${pointer}${suspect.rank} `, plain, right)
  at = grid.put(at, rect.y, padCells(place, placeWidth), row.isReleased ? style.dim : style.bold, right)
  grid.put(at + 1, rect.y, truncateEnd(what, whatWidth, glyphs.ellipsis), plain, tailAt)
  grid.put(tailAt, rect.y, tail, toneOf(canvas, suspect.confidence), right)
  if (isSelected && isFocused) grid.restyle(rect.x, rect.y, rect.width, select)
}

/** Where it is narrow the function's name gives way: the file and the line must stay. */
function placeWithin(suspect: ReportSuspect, width: number): string {
  const place = formatPlace(suspect)
  return suspect.site === null || displayWidth(place) <= width ? place : formatSite(suspect.site)
}

function toneOf({ style }: Canvas, confidence: Confidence): number {
  if (confidence === 'proved') return style.good
  return confidence === 'certain' ? style.plain : style.dim
}

function explainNone({ live }: Snapshot, filter: string): string {
  if (filter !== '') return 'nothing matches the filter (Esc clears it)'
  if (live === null) return 'no suspects in this report'
  if (live.state.diagnosis.pending !== null) return 'asking the processes …'
  if (live.state.diagnosis.answeredAtMs !== null) return 'nobody could say what holds the run; see the processes (3)'
  return 'nothing has been asked yet (d asks now)'
}
