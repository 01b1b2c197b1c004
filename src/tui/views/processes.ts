import { formatCommand, shortenCommand } from '../../core/words/command.js'
import { formatBytes, formatMs } from '../../core/words/numbers.js'
import { describeProcessEnd } from '../../core/words/suspect.js'
import { padCells, truncateEnd } from '../../core/words/width.js'
import { type ListState, scrollIntoView, settleSelection } from '../contexts/list.js'
import type { ProcessOrder, ProcessRow } from '../contexts/processes.js'
import { drawSparkline, type Glyphs } from '../glyphs.js'
import type { Rect } from '../grid.js'
import type { Snapshot } from '../snapshot.js'
import { select } from '../style.js'
import { type Canvas, contentOf, drawTitle } from './canvas.js'
import { describeHolding } from './holding.js'

export interface ProcessesView {
  readonly rows: readonly ProcessRow[]
  readonly list: ListState & { order: ProcessOrder }
  readonly isFocused: boolean
  readonly snapshot: Snapshot
}

/** The run's processes: who started whom, what they use, what they hold; who has gone stays, dimmed. */
export function drawProcesses(canvas: Canvas, rect: Rect, view: ProcessesView): void {
  const { rows, list, isFocused } = view
  const alive = rows.filter(({ process }) => process.endedAtMs === null).length
  const text = `processes (${alive} alive, ${rows.length - alive} gone)`
  const right = list.filter === '' ? list.order : `${list.order}, filter: ${list.filter}`
  drawTitle(canvas, rect, { number: 3, text, right, isFocused })
  const content = contentOf(rect)
  const selected = settleSelection(list, rows)
  const top = scrollIntoView(list, selected, rows.length, content.height)
  for (let line = 0; line < content.height && top + line < rows.length; line += 1) {
    const row = rows[top + line]!
    const place = { ...content, y: content.y + line, height: 1 }
    drawRow(canvas, place, row, view)
    if (top + line === selected) canvas.grid.put(place.x, place.y, canvas.glyphs.pointer, canvas.style.plain)
    if (top + line === selected && isFocused) canvas.grid.restyle(place.x, place.y, place.width, select)
  }
}

function drawRow(canvas: Canvas, rect: Rect, row: ProcessRow, { snapshot, list }: ProcessesView): void {
  const { grid, style, glyphs } = canvas
  const { process } = row
  const right = rect.x + rect.width
  const isGone = process.endedAtMs !== null
  const curves = isGone || rect.width < 50 ? '' : tellCurves(row, rect.width, glyphs)
  const use = isGone ? '' : `${formatPercent(process.cpuPercent)} ${formatBytes(currentBytes(row)).padStart(7)}`
  const numbers = `${use}${curves} `
  const said = isGone ? describeProcessEnd(process) : tellState(row, snapshot)
  const commandWidth = Math.max(12, Math.floor((rect.width - numbers.length) * 0.55))
  const lead = list.order === 'tree' ? leadOf(row.branches, glyphs) : ''
  const name = `${String(process.pid).padStart(7)} ${lead}${formatCommand(shortenCommand(process.command, snapshot.report.cwd))}`
  const attribute = isGone ? style.dim : style.plain
  let at = grid.put(
    rect.x + 1,
    rect.y,
    padCells(truncateEnd(name, commandWidth, glyphs.ellipsis), commandWidth),
    attribute,
    right,
  )
  at = grid.put(at + 1, rect.y, numbers, attribute, right)
  grid.put(at, rect.y, truncateEnd(said, right - at, glyphs.ellipsis), isGone ? style.dim : style.plain, right)
}

/** Memory now; a report knows only the most it was. */
function currentBytes({ member, process }: ProcessRow): number {
  return member?.rssBytes ?? process.rssBytes
}

function formatPercent(percent: number): string {
  return `${Math.round(percent)}%`.padStart(5)
}

function tellCurves({ history }: ProcessRow, width: number, glyphs: Glyphs): string {
  const cells = width >= 110 ? 12 : width >= 70 ? 6 : 4
  if (history === null) return ' '.repeat(2 * cells + 2)
  const cpu = drawSparkline(history.cpuPercent, cells, 100, glyphs)
  const rss = drawSparkline(history.rssBytes, cells, 0, glyphs)
  return ` ${cpu} ${rss}`
}

function leadOf(branches: readonly boolean[], glyphs: Glyphs): string {
  return branches
    .map((hasMore, level) => {
      if (level < branches.length - 1) return hasMore ? glyphs.trunk : '  '
      return hasMore ? glyphs.branch : glyphs.lastBranch
    })
    .join('')
}

/** State in words, and what it holds. */
function tellState(row: ProcessRow, snapshot: Snapshot): string {
  const { process } = row
  const atMs = snapshot.live?.nowMs ?? snapshot.report.timing.totalMs
  const holding = describeHolding(row, snapshot)
  const age = formatMs(Math.max(0, Math.floor((atMs - process.startedAtMs) / 1000) * 1000))
  return `${holding === '' ? '' : `${holding}, `}${process.state} ${age}`
}
