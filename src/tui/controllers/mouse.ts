import { selectRow } from '../contexts/list.js'
import { listProcesses } from '../contexts/processes.js'
import { listSuspects } from '../contexts/suspects.js'
import type { Rect } from '../grid.js'
import type { Pane } from '../keymap.js'
import type { Desk } from './desk.js'
import { move } from './moves.js'

/** Lines a turn of the wheel moves. */
const WHEEL_LINES = 3

/** The wheel scrolls what is under it, a click selects; dialogs are answered by keys. */
export function handleMouse(desk: Desk, { action, x, y }: { action: string; x: number; y: number }): void {
  const { ui } = desk
  if (ui.dialog !== null || ui.prompt !== null || ui.isTyping) return
  const hit = [...desk.layout().panes].find(([, rect]) => contains(rect, x, y))
  if (hit === undefined) return
  const [pane, rect] = hit
  if (action === 'wheelup' || action === 'wheeldown') {
    ui.focus = pane
    for (let line = 0; line < WHEEL_LINES; line += 1) move(desk, action === 'wheelup' ? 'up' : 'down')
  }
  if (action === 'mousedown') click(desk, pane, y - rect.y - 1)
}

function click(desk: Desk, pane: Pane, row: number): void {
  const { ui } = desk
  ui.focus = pane
  if (row < 0) return
  if (pane === 'suspects') selectRow(ui.suspects, listSuspects(desk.shown(), ui.suspects.filter), ui.suspects.top + row)
  if (pane === 'processes') {
    const { order, filter, top } = ui.processes
    selectRow(ui.processes, listProcesses(desk.shown(), order, filter), top + row)
  }
  if (pane === 'suspects' || pane === 'processes') ui.detailOf = pane
}

function contains(rect: Rect, x: number, y: number): boolean {
  return x >= rect.x && y >= rect.y && x < rect.x + rect.width && y < rect.y + rect.height
}
