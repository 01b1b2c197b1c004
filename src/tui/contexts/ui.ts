import { PANES, type Pane } from '../keymap.js'
import type { Snapshot } from '../snapshot.js'
import type { Dialog } from './dialog.js'
import { createList, type ListState } from './list.js'
import type { ProcessOrder } from './processes.js'

/** Where the person is on the screen: selections, scroll positions, modes. Nothing about the run. */
export interface Ui {
  focus: Pane
  isZoomed: boolean
  /** What the close look is about: the list it was opened from. */
  detailOf: 'suspects' | 'processes'
  suspects: ListState
  processes: ListState & { order: ProcessOrder }
  output: OutputState
  detail: { top: number; frame: number }
  help: { isOpen: boolean; top: number }
  prompt: Prompt | null
  dialog: Dialog | null
  isTyping: boolean
  hasMouse: boolean
  /** The lists stand still at this. */
  frozen: Snapshot | null
  notice: { readonly text: string; readonly tone: 'good' | 'bad' | 'plain'; readonly untilMs: number } | null
}

export interface OutputState {
  /** Lines between the end and the last line in sight; 0 follows the newest. */
  fromEnd: number
  query: string
  /** Index into the lines found, newest search only. */
  hit: number
}

export interface Prompt {
  readonly kind: 'search' | 'filterSuspects' | 'filterProcesses' | 'save'
  readonly label: string
  text: string
}

export function createUi(): Ui {
  return {
    focus: 'suspects',
    isZoomed: false,
    detailOf: 'suspects',
    suspects: createList(),
    processes: { ...createList(), order: 'tree' },
    output: { fromEnd: 0, query: '', hit: -1 },
    detail: { top: 0, frame: 0 },
    help: { isOpen: false, top: 0 },
    prompt: null,
    dialog: null,
    isTyping: false,
    hasMouse: false,
    frozen: null,
    notice: null,
  }
}

export function stepPane(pane: Pane, by: 1 | -1): Pane {
  return PANES[(PANES.indexOf(pane) + by + PANES.length) % PANES.length]!
}
