import { LIMITS } from '../../core/limits.js'
import { settleSelection } from '../contexts/list.js'
import { listProcesses } from '../contexts/processes.js'
import { listSuspects } from '../contexts/suspects.js'
import type { Ui } from '../contexts/ui.js'
import type { Glyphs } from '../glyphs.js'
import { Grid, type Rect } from '../grid.js'
import { type Layout, layOut } from '../layout.js'
import type { Snapshot } from '../snapshot.js'
import type { Style } from '../style.js'
import type { Canvas } from './canvas.js'
import { type DetailView, describeProcess, describeSuspect, drawDetail } from './detail.js'
import { drawFooter, drawNotice } from './footer.js'
import { tellNewest } from './happenings.js'
import { drawHeader } from './header.js'
import { drawOutput, type OutputScreen } from './output.js'
import { drawDialog, drawHelp } from './overlay.js'
import { drawProcesses } from './processes.js'
import { drawSuspects } from './suspects.js'

/** All that a picture of the screen depends on. */
export interface Scene {
  readonly width: number
  readonly height: number
  readonly ui: Ui
  /** The run as it is now. */
  readonly snapshot: Snapshot
  readonly output: OutputScreen
  readonly style: Style
  readonly glyphs: Glyphs
  readonly ascii: boolean
  readonly readSource: (file: string) => readonly string[] | null
  /** ms on the clock that notices are timed by. */
  readonly clockMs: number
}

/** The whole screen as a grid of cells. */
export function drawScreen(scene: Scene): Grid {
  const { ui, snapshot } = scene
  const grid = new Grid(scene.width, scene.height)
  const canvas: Canvas = { grid, style: scene.style, glyphs: scene.glyphs }
  if (scene.width < LIMITS.screenColumnsMin || scene.height < LIMITS.screenRowsMin) {
    grid.put(0, 0, `needs ${LIMITS.screenColumnsMin}x${LIMITS.screenRowsMin}: make it larger, or q`, scene.style.bold)
    return grid
  }
  const layout = arrange(scene)
  for (const [pane, rect] of layout.panes) {
    if (pane === 'output') drawOutputPane(canvas, rect, scene)
    if (pane === 'suspects') drawSuspectsPane(canvas, rect, scene)
    if (pane === 'processes') drawProcessesPane(canvas, rect, scene)
    if (pane === 'detail') drawDetail(canvas, rect, viewDetail(scene, rect))
  }
  drawDivider(canvas, layout)
  drawHeader(canvas, layout.header, snapshot, ui.frozen !== null)
  drawNotice(canvas, layout.notice, ui, tellNewest(snapshot), scene.clockMs)
  drawFooter(canvas, layout.footer, ui, snapshot.live !== null)
  if (ui.dialog !== null) drawDialog(canvas, ui.dialog)
  if (ui.help.isOpen) drawHelp(canvas, ui.help, snapshot.live !== null)
  return grid
}

export function arrange({ width, height, ui, snapshot }: Scene): Layout {
  const { live } = snapshot
  return layOut(width, height, {
    focus: ui.focus,
    isZoomed: ui.isZoomed,
    suspectCount: snapshot.report.suspects.length,
    processCount: snapshot.report.processes.length,
    isEarly: live !== null && live.state.hang === null && snapshot.report.suspects.length === 0,
  })
}

function drawOutputPane(canvas: Canvas, rect: Rect, { ui, output }: Scene): void {
  const hits = ui.output.query === '' ? [] : output.find(ui.output.query)
  drawOutput(canvas, rect, {
    screen: output,
    output: ui.output,
    hits,
    isFocused: ui.focus === 'output',
    isTyping: ui.isTyping,
  })
}

function drawSuspectsPane(canvas: Canvas, rect: Rect, { ui, snapshot }: Scene): void {
  const shown = ui.frozen ?? snapshot
  const rows = listSuspects(shown, ui.suspects.filter)
  drawSuspects(canvas, rect, { rows, list: ui.suspects, isFocused: ui.focus === 'suspects', snapshot: shown })
}

function drawProcessesPane(canvas: Canvas, rect: Rect, { ui, snapshot }: Scene): void {
  const shown = ui.frozen ?? snapshot
  const rows = listProcesses(shown, ui.processes.order, ui.processes.filter)
  drawProcesses(canvas, rect, { rows, list: ui.processes, isFocused: ui.focus === 'processes', snapshot: shown })
}

function viewDetail(scene: Scene, rect: Rect): DetailView {
  const { ui } = scene
  const snapshot = ui.frozen ?? scene.snapshot
  const isFocused = ui.focus === 'detail'
  const world = {
    snapshot,
    width: rect.width,
    frame: ui.detail.frame,
    isFocused,
    readSource: scene.readSource,
    ascii: scene.ascii,
  }
  const common = { detail: ui.detail, isFocused }
  if (ui.detailOf === 'processes') {
    const rows = listProcesses(snapshot, ui.processes.order, ui.processes.filter)
    const row = rows[settleSelection(ui.processes, rows)]
    if (row === undefined) return { ...common, lines: [], title: 'no process' }
    return { ...common, lines: describeProcess(row, world), title: `process ${row.process.pid}` }
  }
  const rows = listSuspects(snapshot, ui.suspects.filter)
  const row = rows[settleSelection(ui.suspects, rows)]
  if (row === undefined) return { ...common, lines: [], title: 'no suspect' }
  return { ...common, lines: describeSuspect(row, world), title: `suspect ${row.suspect.rank}` }
}

/** Between two panes that stand side by side. */
function drawDivider({ grid, style, glyphs }: Canvas, { panes }: Layout): void {
  const right = panes.get('processes')
  if (right === undefined || right.x === 0) return
  grid.fill({ x: right.x - 1, y: right.y + 1, width: 1, height: right.height - 1 }, glyphs.divider, style.title)
}
