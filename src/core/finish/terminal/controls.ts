import type { Screen } from './screen.js'

/** Obeys one control sequence, given without its ESC: `[2K`, `[1A`, `7`. What moves or erases nothing is ignored. */
export function runControl(screen: Screen, sequence: string): void {
  if (sequence.startsWith('[')) runCsi(screen, sequence)
  else runEscape(screen, sequence)
}

function runCsi(screen: Screen, sequence: string): void {
  const final = sequence.charAt(sequence.length - 1)
  const body = sequence.slice(1, -1)
  if (final === 'h' || final === 'l') setMode(screen, body, final === 'h')
  if (screen.isAlternate || !/^[\d;]*$/.test(body)) return
  const parameters = body.split(';').map((part) => (part === '' ? 0 : Math.min(Number(part), 10_000)))
  const first = parameters[0] ?? 0
  const count = Math.max(1, first)
  const action = ACTIONS[final]
  action?.(screen, count, first, parameters)
}

type Action = (screen: Screen, count: number, first: number, parameters: readonly number[]) => void

const ACTIONS: Readonly<Record<string, Action>> = {
  A: (screen, count) => screen.moveRows(-count),
  B: (screen, count) => screen.moveRows(count),
  C: (screen, count) => moveColumn(screen, screen.column + count),
  D: (screen, count) => moveColumn(screen, screen.column - count),
  E: (screen, count) => {
    screen.moveRows(count)
    moveColumn(screen, 0)
  },
  F: (screen, count) => {
    screen.moveRows(-count)
    moveColumn(screen, 0)
  },
  G: (screen, count) => moveColumn(screen, rowStart(screen) + count - 1),
  H: home,
  f: home,
  J: (screen, _count, first) => {
    if (first === 0) screen.eraseBelow()
    else if (first === 2 || first === 3) screen.startPage()
  },
  K: (screen, _count, first) => {
    if (first === 0) screen.eraseCells(screen.column)
    else if (first === 1) screen.eraseCells(rowStart(screen), screen.column)
    else screen.eraseCells(rowStart(screen))
  },
  P: (screen, count) => screen.deleteCells(count),
  X: (screen, count) => screen.eraseCells(screen.column, screen.column + count - 1),
  '@': (screen, count) => screen.insertBlanks(count),
  s: save,
  u: restore,
}

/** The cursor stays in its row of a wrapped line; going left stops at the row's start. */
function moveColumn(screen: Screen, column: number): void {
  screen.moveTo(screen.row, Math.max(rowStart(screen), column))
}

function rowStart(screen: Screen): number {
  return screen.columns === null ? 0 : Math.floor(screen.column / screen.columns) * screen.columns
}

/** Absolute positions would need the real screen; going home means that a new page is drawn. */
function home(screen: Screen, _count: number, first: number, parameters: readonly number[]): void {
  if (first <= 1 && (parameters[1] ?? 1) <= 1) screen.startPage()
}

function save(screen: Screen): void {
  screen.saved = { row: screen.row, column: screen.column }
}

function restore(screen: Screen): void {
  if (screen.saved !== null && screen.saved.row <= screen.bottom && screen.saved.row >= screen.pageTop)
    screen.moveTo(screen.saved.row, screen.saved.column)
}

function runEscape(screen: Screen, sequence: string): void {
  if (screen.isAlternate) return
  if (sequence === '7') save(screen)
  else if (sequence === '8') restore(screen)
  else if (sequence === 'c') screen.startPage()
  else if (sequence === 'M') screen.moveRows(-1)
  else if (sequence === 'D') screen.lineFeed()
  else if (sequence === 'E') screen.lineFeed()
}

/** The alternate screen is a full-screen program's own; nothing drawn there is output. */
function setMode(screen: Screen, body: string, isOn: boolean): void {
  if (body === '?1049' || body === '?1047' || body === '?47') screen.isAlternate = isOn
}
