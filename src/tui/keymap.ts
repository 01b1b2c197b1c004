/**
 * Every key of the screen: the one source of what keys do, of the footer, of the help page and of the table in the
 * documentation (scripts/generate-keys.mjs).
 */
export type Pane = 'output' | 'suspects' | 'processes' | 'detail'

export const PANES: readonly Pane[] = ['output', 'suspects', 'processes', 'detail']

export type KeyAction =
  | 'focusOutput'
  | 'focusSuspects'
  | 'focusProcesses'
  | 'focusDetail'
  | 'nextPane'
  | 'previousPane'
  | 'up'
  | 'down'
  | 'pageUp'
  | 'pageDown'
  | 'first'
  | 'last'
  | 'open'
  | 'back'
  | 'release'
  | 'signal'
  | 'wait'
  | 'end'
  | 'diagnose'
  | 'save'
  | 'copy'
  | 'edit'
  | 'search'
  | 'nextHit'
  | 'previousHit'
  | 'follow'
  | 'order'
  | 'zoom'
  | 'type'
  | 'pause'
  | 'mouse'
  | 'help'
  | 'quit'
  | 'interrupt'
  | 'suspend'

export interface Binding {
  readonly action: KeyAction
  /** As the key parser names them. */
  readonly keys: readonly string[]
  /** As people read them. */
  readonly shown: string
  /** One or two words for the footer; empty: it is not shown there. */
  readonly label: string
  /** A sentence for the help page. */
  readonly help: string
  /** Panes where it means something; absent: everywhere. */
  readonly panes?: readonly Pane[]
  /** Needs a run that lives: absent from the screen of a saved report. */
  readonly live?: true
}

const LISTS: readonly Pane[] = ['suspects', 'processes']

export const KEYMAP: readonly Binding[] = [
  {
    action: 'open',
    keys: ['enter'],
    shown: 'Enter',
    label: 'look',
    help: 'look at the selected suspect or process closely',
    panes: LISTS,
  },
  {
    action: 'release',
    keys: ['r'],
    shown: 'r',
    label: 'release',
    help: 'let go of the selected suspect, so that its process can end by itself',
    panes: ['suspects', 'detail'],
    live: true,
  },
  {
    action: 'signal',
    keys: ['S-k', 'f9'],
    shown: 'K F9',
    label: 'kill',
    help: 'send a signal: to the process, its subtree, or all that is left',
    live: true,
  },
  { action: 'end', keys: ['x'], shown: 'x', label: 'end', help: 'end the run: release, then signals', live: true },
  { action: 'wait', keys: ['w'], shown: 'w', label: 'wait', help: 'wait for the run to end by itself', live: true },
  {
    action: 'diagnose',
    keys: ['d'],
    shown: 'd',
    label: '',
    help: 'ask the processes again what holds them',
    live: true,
  },
  { action: 'save', keys: ['s'], shown: 's', label: 'save', help: 'write the report as it is now into a file' },
  {
    action: 'copy',
    keys: ['y'],
    shown: 'y',
    label: 'copy',
    help: 'copy file:line into the clipboard, through the terminal (OSC 52)',
    panes: ['suspects', 'processes', 'detail'],
  },
  {
    action: 'edit',
    keys: ['e'],
    shown: 'e',
    label: 'edit',
    help: 'open the line in $VISUAL or $EDITOR',
    panes: ['suspects', 'detail'],
  },
  {
    action: 'search',
    keys: ['/'],
    shown: '/',
    label: 'find',
    help: 'search in the output, filter in the lists; Esc clears it',
    panes: ['output', 'suspects', 'processes'],
  },
  { action: 'nextHit', keys: ['n'], shown: 'n', label: '', help: 'the next line found', panes: ['output'] },
  { action: 'previousHit', keys: ['S-n'], shown: 'N', label: '', help: 'the line found before', panes: ['output'] },
  { action: 'follow', keys: ['f'], shown: 'f', label: 'follow', help: 'follow the newest output', panes: ['output'] },
  {
    action: 'order',
    keys: ['o'],
    shown: 'o',
    label: 'order',
    help: 'order processes as a tree, by CPU, by memory or by age',
    panes: ['processes'],
  },
  {
    action: 'type',
    keys: ['i'],
    shown: 'i',
    label: 'type',
    help: 'type into the command; Ctrl-] comes back',
    live: true,
  },
  { action: 'zoom', keys: ['z'], shown: 'z', label: 'zoom', help: 'give the pane the whole screen, and back' },
  { action: 'pause', keys: ['p'], shown: 'p', label: '', help: 'hold the lists still; the run goes on', live: true },
  { action: 'back', keys: ['escape'], shown: 'Esc', label: '', help: 'leave: a dialog, a filter, a close look' },
  { action: 'nextPane', keys: ['tab'], shown: 'Tab', label: 'pane', help: 'the next pane' },
  { action: 'previousPane', keys: ['S-tab'], shown: 'Shift-Tab', label: '', help: 'the pane before' },
  { action: 'focusOutput', keys: ['1'], shown: '1', label: '', help: 'the output' },
  { action: 'focusSuspects', keys: ['2'], shown: '2', label: '', help: 'the suspects' },
  { action: 'focusProcesses', keys: ['3'], shown: '3', label: '', help: 'the processes' },
  { action: 'focusDetail', keys: ['4'], shown: '4', label: '', help: 'the close look' },
  { action: 'up', keys: ['up', 'k'], shown: '↑ k', label: '', help: 'up' },
  { action: 'down', keys: ['down', 'j'], shown: '↓ j', label: '', help: 'down' },
  { action: 'pageUp', keys: ['pageup', 'C-u', 'C-b'], shown: 'PgUp Ctrl-U', label: '', help: 'a page up' },
  { action: 'pageDown', keys: ['pagedown', 'C-d', 'C-f'], shown: 'PgDn Ctrl-D', label: '', help: 'a page down' },
  { action: 'first', keys: ['home', 'g'], shown: 'Home g', label: '', help: 'to the beginning' },
  { action: 'last', keys: ['end', 'S-g'], shown: 'End G', label: '', help: 'to the end' },
  { action: 'mouse', keys: ['m'], shown: 'm', label: '', help: 'mouse on or off; off leaves it to the terminal' },
  { action: 'help', keys: ['?', 'f1', 'h'], shown: '? F1 h', label: 'help', help: 'this page' },
  {
    action: 'quit',
    keys: ['q'],
    shown: 'q',
    label: 'quit',
    help: 'leave this screen; asks what to do when something remains',
  },
  { action: 'interrupt', keys: ['C-c'], shown: 'Ctrl-C', label: '', help: 'as q; a second time ends the run' },
  { action: 'suspend', keys: ['C-z'], shown: 'Ctrl-Z', label: '', help: 'stop overstay and the command; fg goes on' },
]

/** What this key does in this pane, null when it does nothing there. */
export function findAction(key: string, pane: Pane, isLive: boolean): KeyAction | null {
  const binding = KEYMAP.find((one) => one.keys.includes(key) && appliesTo(one, pane, isLive))
  return binding?.action ?? null
}

export function appliesTo(binding: Binding, pane: Pane, isLive: boolean): boolean {
  if (binding.live === true && !isLive) return false
  return binding.panes === undefined || binding.panes.includes(pane)
}
