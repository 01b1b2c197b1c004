import { LIMITS } from '../limits.js'
import { cutText, escapeForTerminal, showText } from './escape.js'

const BARE_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/
const NEEDS_CODES = /[^\u0020-\u007e\u00a1-\uffff]|\p{Surrogate}/u

/**
 * One argument as a POSIX shell reads it back. Arguments with control characters use the `$'…'` form of bash and zsh,
 * so that they stay on one line and can still be pasted.
 */
export function quoteArgument(argument: string): string {
  if (BARE_WORD.test(argument)) return argument
  if (!NEEDS_CODES.test(argument) && escapeForTerminal(argument) === argument) {
    return `'${argument.replaceAll("'", "'\\''")}'`
  }
  const inner = escapeForTerminal(argument.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))
  return `$'${inner.replace(/\\u\{([0-9a-f]+)\}/g, (_, code: string) => `\\U${code.padStart(8, '0')}`)}'`
}

/** A command line to read and paste; cut when it is very long. */
export function formatCommand(command: readonly string[]): string {
  const shown = command.slice(0, LIMITS.shownArgumentsMax).map((argument) => quoteArgument(cutText(argument)))
  const rest = command.length - shown.length
  return cutText(shown.join(' ') + (rest > 0 ? ` … (${rest} more arguments)` : ''))
}

const INTERPRETERS = /^(?:node|nodejs|python(?:\d+(?:\.\d+)*)?|bun|deno|ruby|java|sh|bash|dash|zsh)(?:\.exe)?$/

/**
 * What people call a process: the program's own name, and for an interpreter the script it runs
 * (`node vitest.mjs`, `python -m pytest`).
 */
export function formatProcessName(command: readonly string[]): string {
  const [program = '', ...rest] = command
  const name = baseName(program)
  if (!INTERPRETERS.test(name)) return showText(command.length === 0 ? '(unreadable)' : name, 60)
  const script = rest.findIndex((argument) => !argument.startsWith('-'))
  const moduleFlag = rest.indexOf('-m')
  if (moduleFlag !== -1 && moduleFlag < script) return showText(`${name} -m ${rest[moduleFlag + 1] ?? ''}`, 60)
  const inline = rest.findIndex((argument) => argument === '-c' || argument === '-e' || argument === '--eval')
  if (inline !== -1 && inline < script) return showText(`${name} ${rest[inline]} ${rest[inline + 1] ?? ''}`, 60)
  return showText(script === -1 ? name : `${name} ${baseName(rest[script] ?? '')}`, 60)
}

/** The same command as people would type it here: the program by its name, paths inside of `cwd` relative to it. */
export function shortenCommand(command: readonly string[], cwd: string): readonly string[] {
  const inside = cwd.endsWith('/') ? cwd : `${cwd}/`
  return command.map((argument, index) => {
    if (argument.startsWith(inside)) return argument.slice(inside.length)
    return index === 0 && argument.startsWith('/') ? baseName(argument) : argument
  })
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1) || path
}
