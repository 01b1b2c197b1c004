import { LIMITS } from '../limits.js'
import { DELIBERATE_DAEMONS } from './deliberate-daemons.js'

/**
 * May this process outlive the run? `patterns` are the user's: text that occurs in the command line (arguments joined
 * by single spaces), with `*` for any run of characters, or a regular expression between slashes. The built-in list of
 * daemons that tools leave behind on purpose always counts. Never throws: a broken expression is taken as plain text.
 */
export function matchesAllow(command: readonly string[], patterns: readonly string[]): boolean {
  const line = command.join(' ').slice(0, LIMITS.commandCharsMax)
  return findDaemon(command) !== null || patterns.some((pattern) => matchesPattern(line, pattern))
}

/** The deliberate daemon this command line belongs to, null when it is none. */
export function findDaemon(command: readonly string[]): { readonly name: string; readonly why: string } | null {
  const line = command.join(' ').slice(0, LIMITS.commandCharsMax)
  return DELIBERATE_DAEMONS.find((daemon) => daemon.pattern.test(line)) ?? null
}

/** Why an `--allow` pattern cannot be used, as a phrase; null when it can. */
export function allowPatternFault(pattern: string): string | null {
  if (pattern.trim() === '') return 'it is empty and would allow everything'
  if (/^\*+$/.test(pattern.trim())) return 'it would allow everything'
  const source = regexSource(pattern)
  if (source === null) return null
  try {
    new RegExp(source)
    return null
  } catch {
    return 'it is not a valid regular expression'
  }
}

function matchesPattern(line: string, pattern: string): boolean {
  if (allowPatternFault(pattern) === 'it is not a valid regular expression') return line.includes(pattern)
  if (allowPatternFault(pattern) !== null) return false
  const source = regexSource(pattern)
  return source === null ? matchesParts(line, pattern.split('*')) : new RegExp(source).test(line)
}

/** Do the parts occur in this order? Linear, unlike a regular expression with many `.*`. */
function matchesParts(line: string, parts: readonly string[]): boolean {
  let from = 0
  for (const part of parts) {
    const at = line.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return true
}

function regexSource(pattern: string): string | null {
  return pattern.length > 2 && pattern.startsWith('/') && pattern.endsWith('/') ? pattern.slice(1, -1) : null
}
