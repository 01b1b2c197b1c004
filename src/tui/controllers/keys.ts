import type { Choice, Dialog } from '../contexts/dialog.js'
import { findAction, type KeyAction } from '../keymap.js'
import { act } from './actions.js'
import type { Desk } from './desk.js'
import { isMove, move } from './moves.js'
import { handlePromptKey } from './prompt.js'

/** One key, by the innermost thing that is open. Help and the way back work everywhere. */
export function handleKey(desk: Desk, key: string, character: string): void {
  const { ui } = desk
  const isLive = desk.control !== null
  if (ui.help.isOpen) return handleHelpKey(desk, key)
  if (ui.prompt !== null) return handlePromptKey(desk, ui.prompt, key, character)
  if (ui.dialog !== null) return handleDialogKey(desk, ui.dialog, key, character)
  const action = findAction(key, ui.focus, isLive)
  if (action !== null) return act(desk, action)
  const elsewhere = findAnywhere(key)
  if (elsewhere !== null) desk.say(`${key.replace('S-', '')} means nothing in this pane; ? shows the keys`)
}

function handleHelpKey(desk: Desk, key: string): void {
  const action = findAction(key, 'detail', false)
  if (action !== null && isMove(action)) return move(desk, action)
  desk.ui.help = { isOpen: false, top: 0 }
}

function handleDialogKey(desk: Desk, dialog: Dialog, key: string, character: string): void {
  const { ui } = desk
  const { choices } = dialog
  if (key === 'escape') {
    ui.dialog = null
    return
  }
  if (key === 'enter') return take(desk, choices[dialog.selected]!)
  if (key === 'C-c') return takeEnd(desk, dialog)
  // A choice's own letter comes before what the letter means elsewhere.
  const choice = choices.find((one) => one.key === character)
  if (choice !== undefined) return take(desk, choice)
  const by = stepInDialog(key)
  if (by !== 0) dialog.selected = (dialog.selected + by + choices.length) % choices.length
  if (key === '?' || key === 'f1') ui.help = { isOpen: true, top: 0 }
}

function stepInDialog(key: string): number {
  if (key === 'down' || key === 'j' || key === 'tab') return 1
  return key === 'up' || key === 'k' || key === 'S-tab' ? -1 : 0
}

/** The second Ctrl-C: whoever insists means the end, where the dialog offers it. */
function takeEnd(desk: Desk, { choices }: Dialog): void {
  const end = choices.find(({ does }) => does.type === 'decide' && does.decision.type === 'end')
  if (end === undefined) desk.ui.dialog = null
  else take(desk, end)
}

function take(desk: Desk, { does }: Choice): void {
  desk.ui.dialog = null
  if (does.type === 'close') desk.close()
  if (does.type !== 'decide') return
  desk.control?.decide(does.decision)
  if (does.closes) desk.close()
}

/** A key that means something, only not here. */
function findAnywhere(key: string): KeyAction | null {
  return (
    (['output', 'suspects', 'processes', 'detail'] as const)
      .map((pane) => findAction(key, pane, true))
      .find((action) => action !== null) ?? null
  )
}
