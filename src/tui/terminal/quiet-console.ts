import { format } from 'node:util'

const METHODS = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const
/** Lines kept; a library that says more than that says nothing new. */
const LINES_MAX = 200

/**
 * Keeps libraries from writing into the screen by `console`. What they said is printed to stderr when the result is
 * called: it may be the only trace of a fault.
 */
export function quietConsole(): () => void {
  const lines: string[] = []
  const originals = METHODS.map((name) => [name, console[name]] as const)
  for (const [name] of originals) {
    console[name] = (...values: unknown[]) => {
      if (lines.length < LINES_MAX) lines.push(format(...values))
    }
  }
  return () => {
    for (const [name, original] of originals) console[name] = original
    if (lines.length > 0) process.stderr.write(`${lines.join('\n')}\n`)
  }
}
