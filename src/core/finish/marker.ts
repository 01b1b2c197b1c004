import { LIMITS } from '../limits.js'
import type { Format } from './formats/format.js'

export type CompiledMarker =
  | { readonly ok: true; readonly pattern: RegExp }
  | { readonly ok: false; readonly message: string }

/**
 * Checks and compiles a `--marker`. JavaScript's engine backtracks, so a marker is kept from running away: it is at
 * most `markerCharsMax` characters long; it is only ever matched on one line cut to `markerLineCharsMax` characters;
 * a repetition that holds another repetition or an alternative (`(a+)+`, `(a|b)*x*`), back-references and more than
 * two unbounded repetitions are refused. What is left takes at most the third power of the line's length, some tens
 * of milliseconds for the worst line.
 */
export function compileMarker(source: string): CompiledMarker {
  if (source === '') return refuse('it is empty and would match every line')
  if (source.length > LIMITS.markerCharsMax) return refuse(`it is longer than ${LIMITS.markerCharsMax} characters`)
  const danger = findDanger(source)
  if (danger !== null) return refuse(danger)
  try {
    const pattern = new RegExp(source)
    return pattern.test('') ? refuse('it matches an empty line, and so every line') : { ok: true, pattern }
  } catch (error) {
    return refuse(error instanceof Error ? error.message : 'it is not a regular expression')
  }
}

const refuse = (message: string): CompiledMarker => ({ ok: false, message })

const UNBOUNDED_MAX = 2

/** Walks the expression once; the reason why it could take too long, or null. */
function findDanger(source: string): string | null {
  const groups: { repeats: boolean; alternates: boolean }[] = []
  let unbounded = 0
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!
    if (char === '\\') {
      if (/[1-9k]/.test(source[at + 1] ?? '')) return 'back-references are not supported'
      at++
    } else if (char === '[') at = endOfClass(source, at)
    else if (char === '(') groups.push({ repeats: false, alternates: false })
    else if (char === '|') {
      const group = groups.at(-1)
      if (group !== undefined) group.alternates = true
    } else if (char === ')') {
      const group = groups.pop()
      const repeat = repeatAt(source, at + 1)
      const outer = groups.at(-1)
      if (group !== undefined && repeat && (group.repeats || group.alternates))
        return 'a repeated group may not hold a repetition or an alternative (it could take for ever on a long line)'
      if (outer !== undefined && group?.repeats === true) outer.repeats = true
    } else if (repeatAt(source, at)) {
      unbounded++
      const group = groups.at(-1)
      if (group !== undefined) group.repeats = true
    }
  }
  return unbounded > UNBOUNDED_MAX ? `it has more than ${UNBOUNDED_MAX} unbounded repetitions` : null
}

function endOfClass(source: string, start: number): number {
  let at = start + 1
  while (at < source.length && source[at] !== ']') at += source[at] === '\\' ? 2 : 1
  return at
}

/** True when a repetition without a small upper bound stands at `at`. */
function repeatAt(source: string, at: number): boolean {
  const char = source[at]
  if (char === '*' || char === '+') return true
  const bounds = char === '{' ? /^\{\d*(?:,(\d*))?\}/.exec(source.slice(at)) : null
  if (bounds === null) return false
  return Number.parseInt(bounds[1] ?? bounds[0].slice(1), 10) > 20 || bounds[1] === ''
}

/** A user's marker as a format: the line is the finish, and says nothing of the verdict. */
export function markerFormat(source: string): Format | null {
  const compiled = compileMarker(source)
  if (!compiled.ok) return null
  return {
    name: 'marker',
    title: 'your own --marker',
    language: 'any',
    finish: 'the first line that matches',
    rules: [{ role: 'end', on: [], match: compiled.pattern, read: () => ({}) }],
  }
}
