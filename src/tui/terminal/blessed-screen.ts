import blessed from 'blessed'
import { FOLLOWER, type Grid } from '../grid.js'
import type { KeyStream, ScreenStream } from './streams.js'

/** What of blessed is used but missing in its type declarations. */
type BlessedScreen = blessed.Widgets.Screen & {
  lines: ([number, string][] & { dirty: boolean })[]
  program: { isAlt: boolean; flush(): void }
  tput: { brokenACS: boolean; unicode: boolean; strings: Record<string, string> }
}

interface Key {
  readonly full: string
  readonly sequence?: string
}

export interface MouseEvent {
  readonly action: string
  readonly x: number
  readonly y: number
}

/** The library behind a screen: key names from bytes, and only the cells that changed to the terminal. */
export interface CellScreen {
  /** Key as named by the parser, and its character where it is one. */
  onKey(listener: (key: string, character: string) => void): void
  onMouse(listener: (event: MouseEvent) => void): void
  show(grid: Grid): void
  /** Forget what the terminal shows: everything is drawn anew next time. */
  forget(): void
  destroy(): void
}

const EXIT_EVENTS = ['uncaughtException', 'SIGTERM', 'SIGINT', 'SIGQUIT', 'exit'] as const

export function openCellScreen(input: KeyStream, output: ScreenStream): CellScreen {
  const others = new Map(EXIT_EVENTS.map((name) => [name, process.rawListeners(name)]))
  const screen = blessed.screen({
    input: input as never,
    output: output as never,
    // Newer terminfo files are in a format blessed cannot read; every terminal of today knows this one's sequences.
    terminal: 'xterm-256color',
    warnings: false,
    smartCSR: false,
    fullUnicode: false,
    autoPadding: false,
  } as blessed.Widgets.IScreenOptions) as BlessedScreen
  // The way in and out of the screen is ours on every path (see restore.ts): blessed's exit handlers would do it twice.
  for (const name of EXIT_EVENTS) {
    const known = others.get(name) ?? []
    for (const listener of process.rawListeners(name)) {
      if (!known.includes(listener)) process.removeListener(name, listener as () => void)
    }
  }
  prepareOutput(screen)
  // What it wants to say by way of opening: nobody listens yet.
  screen.program.flush()
  return {
    onKey: (listener) => {
      screen.program.on('keypress', (character: string | undefined, key: Key) => {
        // Return is reported twice; `enter` is the one we know.
        if (key.full !== 'return') listener(key.full, character ?? key.sequence ?? '')
      })
    },
    onMouse: (listener) => screen.program.on('mouse', listener),
    show(grid) {
      copyCells(screen, grid)
      screen.draw(0, screen.lines.length - 1)
    },
    forget: () => screen.alloc(),
    destroy() {
      screen.program.isAlt = false
      screen.destroy()
    },
  }
}

function prepareOutput(screen: BlessedScreen): void {
  const { tput } = screen
  // Our characters are what they are: no replacement by line-drawing modes or question marks.
  tput.brokenACS = true
  tput.unicode = true
  // Relative moves go wrong behind wide characters.
  tput.strings['parm_right_cursor'] = ''
}

function copyCells(screen: BlessedScreen, grid: Grid): void {
  for (let y = 0; y < Math.min(grid.height, screen.lines.length); y += 1) {
    const line = screen.lines[y]!
    for (let x = 0; x < Math.min(grid.width, line.length); x += 1) {
      const at = y * grid.width + x
      const cell = line[x]!
      cell[0] = grid.attributes[at]!
      const character = grid.characters[at]!
      cell[1] = character === FOLLOWER ? anchor(x, y) : character
    }
    line.dirty = true
  }
}

/**
 * Behind a wide character the cursor is put where it belongs: terminals do not agree on the width of emoji, and one of
 * them must not shift the rest of the line.
 */
function anchor(x: number, y: number): string {
  return `\x1b[${y + 1};${x + 2}H`
}
