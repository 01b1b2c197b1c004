import { formatSite } from '../../core/words/suspect.js'
import { PROCESS_ORDERS } from '../contexts/processes.js'
import { stepPane } from '../contexts/ui.js'
import type { KeyAction, Pane } from '../keymap.js'
import type { Desk } from './desk.js'
import { askHowToQuit, askToEnd, askWhichSignal } from './dialogs.js'
import { goToHit, isMove, move } from './moves.js'
import { openPrompt } from './prompt.js'
import { selectedPlace, selectedSuspect, selectedTarget } from './selection.js'

const FOCUS: Partial<Record<KeyAction, Pane>> = {
  focusOutput: 'output',
  focusSuspects: 'suspects',
  focusProcesses: 'processes',
  focusDetail: 'detail',
}

/** What a key does when no dialog, prompt or help page is open. */
export function act(desk: Desk, action: KeyAction): void {
  const { ui } = desk
  const pane = FOCUS[action]
  if (pane !== undefined) return focus(desk, pane)
  if (isMove(action)) return move(desk, action)
  const done = actOnScreen(desk, action) || actOnRun(desk, action)
  if (!done && action === 'back') goBack(desk)
  if (action === 'nextPane' || action === 'previousPane')
    focus(desk, stepPane(ui.focus, action === 'nextPane' ? 1 : -1))
}

function focus({ ui }: Desk, pane: Pane): void {
  ui.focus = pane
  if (pane === 'suspects' || pane === 'processes') ui.detailOf = pane
}

/** Things that change only what the person sees. True: it was one of them. */
function actOnScreen(desk: Desk, action: KeyAction): boolean {
  const { ui } = desk
  switch (action) {
    case 'open':
      ui.detailOf = ui.focus === 'processes' ? 'processes' : 'suspects'
      ui.detail = { top: 0, frame: 0 }
      ui.focus = 'detail'
      return true
    case 'search':
      openPrompt(
        desk,
        ui.focus === 'output' ? 'search' : ui.focus === 'suspects' ? 'filterSuspects' : 'filterProcesses',
      )
      return true
    case 'nextHit':
      goToHit(desk, 1)
      return true
    case 'previousHit':
      goToHit(desk, -1)
      return true
    case 'follow':
      ui.output.fromEnd = 0
      return true
    case 'order':
      ui.processes.order = PROCESS_ORDERS[(PROCESS_ORDERS.indexOf(ui.processes.order) + 1) % PROCESS_ORDERS.length]!
      return true
    case 'zoom':
      ui.isZoomed = !ui.isZoomed
      return true
    case 'pause':
      ui.frozen = ui.frozen === null ? desk.shown() : null
      return true
    case 'mouse':
      desk.setMouse(!ui.hasMouse)
      desk.say(ui.hasMouse ? 'mouse on: wheel and clicks work here' : 'mouse off: your terminal selects text')
      return true
    case 'help':
      ui.help = { isOpen: true, top: 0 }
      return true
    case 'copy':
      copyPlace(desk)
      return true
    case 'edit':
      editPlace(desk)
      return true
    case 'save':
      openPrompt(desk, 'save')
      return true
    default:
      return false
  }
}

/** Things that are done to the run, by way of a decision. True: it was one of them. */
function actOnRun(desk: Desk, action: KeyAction): boolean {
  const { control, ui } = desk
  const state = desk.now().live?.state
  if (action === 'quit' || action === 'interrupt') {
    if (state === undefined || state.conclusion !== null) desk.close()
    else ui.dialog = askHowToQuit(state)
    return true
  }
  if (control === null || state === undefined) return false
  if (action === 'suspend') {
    control.suspend()
    return true
  }
  if (state.conclusion !== null && CHANGES_RUN.has(action)) {
    desk.say('the run is over: there is nothing left to do that to')
    return true
  }
  switch (action) {
    case 'release':
      release(desk)
      return true
    case 'signal':
      openSignalDialog(desk)
      return true
    case 'end':
      ui.dialog = askToEnd(state)
      return true
    case 'wait':
      control.decide({ type: 'wait' })
      desk.say(
        state.phase === 'asking' ? 'waiting for the run to end by itself' : 'nothing has been asked: it goes on anyway',
      )
      return true
    case 'diagnose':
      control.decide({ type: 'diagnose' })
      desk.say('asking the processes what holds them')
      return true
    case 'type':
      startTyping(desk)
      return true
    default:
      return false
  }
}

const CHANGES_RUN: ReadonlySet<KeyAction> = new Set<KeyAction>(['release', 'signal', 'end', 'wait', 'diagnose', 'type'])

function release(desk: Desk): void {
  const row = selectedSuspect(desk)
  if (row === null) return desk.say('no suspect is selected')
  if (row.isReleased) return desk.say('this has been let go already')
  if (row.finding === null || row.finding.release === null) {
    return desk.say('this cannot be let go from outside: K sends its process a signal', 'bad')
  }
  desk.control?.decide({ type: 'release', findingIds: [row.finding.id] })
  desk.sayBriefly(`letting go of: ${row.suspect.summary}`)
}

function openSignalDialog(desk: Desk): void {
  const target = selectedTarget(desk)
  const state = desk.now().live?.state
  const dialog = target === null || state === undefined ? null : askWhichSignal(state, target)
  if (dialog === null) desk.say('this process has ended')
  else desk.ui.dialog = dialog
}

function startTyping(desk: Desk): void {
  if (desk.control?.canType !== true) return desk.say('over pipes the command reads its own standard input')
  desk.ui.focus = 'output'
  desk.ui.output.fromEnd = 0
  desk.setTyping(true)
}

function copyPlace(desk: Desk): void {
  const place = selectedPlace(desk)
  if (place === null) return desk.say('no line is known here')
  const text = `${place.file}:${place.line}`
  desk.copy(text)
  desk.say(`copied ${formatSite({ ...place, column: null, function: null })}, where the terminal allows it`, 'good')
}

function editPlace(desk: Desk): void {
  const place = selectedPlace(desk)
  if (place === null) return desk.say('no line is known here')
  desk.edit(place.file, place.line)
}

/** Out of the innermost thing: a search, a filter, the zoom, the close look. */
function goBack(desk: Desk): void {
  const { ui } = desk
  if (ui.focus === 'output' && ui.output.query !== '') ui.output = { fromEnd: 0, query: '', hit: -1 }
  else if (ui.focus === 'suspects' && ui.suspects.filter !== '') ui.suspects.filter = ''
  else if (ui.focus === 'processes' && ui.processes.filter !== '') ui.processes.filter = ''
  else if (ui.focus === 'detail') focus(desk, ui.detailOf)
  else ui.isZoomed = false
}
