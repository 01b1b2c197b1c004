import type { WriteStream } from 'node:tty'

export interface TerminalSize {
  readonly columns: number
  readonly rows: number
}

/** The size of a terminal right now, not as of the last `resize` event; 80 x 24 where it says nothing useful. */
export function readTerminalSize(stdout: WriteStream): TerminalSize {
  try {
    const [columns, rows] = stdout.getWindowSize()
    if (columns > 0 && rows > 0) return { columns, rows }
  } catch {
    // It is gone, or no terminal.
  }
  return { columns: 80, rows: 24 }
}
