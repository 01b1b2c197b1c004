import { writeSync } from 'node:fs'

/**
 * What brings a terminal back from the screen: mouse, focus and paste reports off first, then keys, looks, cursor, and the
 * alternate screen left last. Safe to write on every way out, and what the guard writes should overstay be killed.
 */
export const LEAVE_SCREEN =
  '\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?2004l\x1b[?1l\x1b>\x1b[0m\x1b[?25h\x1b[?1049l'

/** Into the alternate screen, keys as the parser knows them, no cursor. */
export const ENTER_SCREEN = '\x1b[?1049h\x1b[?1h\x1b=\x1b[?25l\x1b[0m\x1b[2J\x1b[H'

export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h'
export const MOUSE_OFF = '\x1b[?1000l\x1b[?1006l'

/** Writes at once, whatever else waits: an exit handler has no later. */
export function writeNow(fd: number, text: string): void {
  try {
    writeSync(fd, text)
  } catch {
    // The terminal is gone.
  }
}
