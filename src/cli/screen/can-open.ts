import { LIMITS } from '../../core/limits.js'
import type { TerminalSize } from '../../supervisor/terminal/terminal-size.js'

/** Why the screen cannot be opened on this terminal, as the rest of a sentence; null when it can. */
export function whyNoScreen(
  env: Readonly<Record<string, string | undefined>>,
  { columns, rows }: TerminalSize,
): string | null {
  const term = env['TERM']
  if (term === undefined || term === '' || term === 'dumb') return `TERM is ${term || 'not set'}`
  if (columns < LIMITS.screenColumnsMin || rows < LIMITS.screenRowsMin) {
    return `the terminal is ${columns}x${rows}, smaller than ${LIMITS.screenColumnsMin}x${LIMITS.screenRowsMin}`
  }
  return null
}
