import { type ListState, selectRow, settleSelection } from '../contexts/list.js'
import { listProcesses } from '../contexts/processes.js'
import { listSuspects } from '../contexts/suspects.js'
import type { KeyAction, Pane } from '../keymap.js'
import { shownFrames } from '../views/detail.js'
import type { Desk } from './desk.js'
import { selectedSuspect } from './selection.js'

type Move = Extract<KeyAction, 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last'>

const MOVES: ReadonlySet<KeyAction> = new Set<KeyAction>(['up', 'down', 'pageUp', 'pageDown', 'first', 'last'])

export function isMove(action: KeyAction): action is Move {
  return MOVES.has(action)
}

/** Up and down, in whatever has the focus. */
export function move(desk: Desk, action: Move): void {
  const { ui } = desk
  const page = Math.max(1, (desk.layout().panes.get(ui.focus)?.height ?? 10) - 2)
  const by = stepOf(action, page)
  if (ui.help.isOpen) ui.help.top = Math.max(0, ui.help.top + by)
  else if (ui.focus === 'output') ui.output.fromEnd = Math.max(0, ui.output.fromEnd - by)
  else if (ui.focus === 'detail') moveInDetail(desk, action, by)
  else moveInList(desk, ui.focus, by)
}

/** What is longer than any list is its end. */
const FAR = 1_000_000

function stepOf(action: Move, page: number): number {
  const steps: Readonly<Record<Move, number>> = {
    up: -1,
    down: 1,
    pageUp: -page,
    pageDown: page,
    first: -FAR,
    last: FAR,
  }
  return steps[action]
}

function moveInList(desk: Desk, pane: Exclude<Pane, 'output' | 'detail'>, by: number): void {
  const { ui } = desk
  const list: ListState = ui[pane]
  const rows =
    pane === 'suspects'
      ? listSuspects(desk.shown(), ui.suspects.filter)
      : listProcesses(desk.shown(), ui.processes.order, ui.processes.filter)
  selectRow(list, rows, settleSelection(list, rows) + by)
  ui.detailOf = pane
  ui.detail = { top: 0, frame: 0 }
}

/** In the close look up and down step through the stack, pages scroll; without a stack everything scrolls. */
function moveInDetail(desk: Desk, action: Move, by: number): void {
  const { ui } = desk
  const row = ui.detailOf === 'suspects' ? selectedSuspect(desk) : null
  const frameCount = row === null ? 0 : shownFrames(row.suspect).length
  const isStep = action === 'up' || action === 'down'
  const frame = Math.max(0, Math.min(frameCount - 1, ui.detail.frame + by))
  if (isStep && frameCount > 1 && frame !== ui.detail.frame) ui.detail.frame = frame
  else ui.detail.top = Math.max(0, Math.min(FAR, ui.detail.top + by))
}

/** To a line of the output that was found: the next towards the end, or the one before. */
export function goToHit(desk: Desk, direction: 1 | -1): void {
  const { ui, output } = desk
  const hits = output.find(ui.output.query)
  if (ui.output.query === '' || hits.length === 0) {
    desk.say(ui.output.query === '' ? 'nothing is searched for: / begins' : `"${ui.output.query}" is not in the output`)
    return
  }
  const from = ui.output.hit < 0 && direction < 0 ? hits.length : ui.output.hit
  const hit = (from + direction + hits.length) % hits.length
  ui.output.hit = hit
  const height = Math.max(1, (desk.layout().panes.get('output')?.height ?? 10) - 1)
  ui.output.fromEnd = Math.max(0, output.lineCount - 1 - hits[hit]! - Math.floor(height / 2))
}
