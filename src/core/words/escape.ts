import { LIMITS } from '../limits.js'

/**
 * C0 and C1 controls, DEL, the bidirectional controls, invisible format characters, separators that some programs take
 * for a line's end, tag characters and lone surrogates. Joiners (U+200C, U+200D) and variation selectors stay: scripts
 * and emoji need them and they cannot reorder or hide text.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]|\p{Surrogate}/gu

/**
 * Words that a CI's log reader obeys anywhere in a line (`##[error]`, `##vso[...]`, `##teamcity[...]`): the second `#`
 * is written as its code. Commands that count only at a line's start are met by `guardLineStart`.
 */
const LOG_COMMAND = /##(?=\[|vso\[|teamcity\[)/gi

/**
 * Text that came from outside as one line of harmless, visible text: what a terminal, a log or a reader's eye would
 * take for an instruction is written as its escape (`\n`, `\x1b`, `\u{202e}`, `\ud800`). Safe for terminals and CI logs;
 * HTML and XML need their own escape on top. A backslash is left as it is: paths stay readable.
 */
export function escapeForTerminal(text: string): string {
  return text.replace(UNSAFE, escapeCharacter).replace(LOG_COMMAND, '#\\x23')
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code === 0x0a) return '\\n'
  if (code === 0x0d) return '\\r'
  if (code === 0x09) return '\\t'
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code >= 0xd800 && code <= 0xdfff) return `\\u${code.toString(16)}`
  return `\\u{${code.toString(16)}}`
}

/** Like `escapeForTerminal`, for text of several lines: line ends and tabs keep their meaning, tabs as two spaces. */
export function escapeLines(text: string): string[] {
  return text.split(/\r\n|\r|\n/).map((line) => escapeForTerminal(line.replaceAll('\t', '  ')))
}

/**
 * A line as it may be printed where a CI reads it: GitHub obeys `::command::` at a line's start, after any spaces, and
 * wrapping can bring a child's `::` there.
 */
export function guardLineStart(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1\\x3a')
}

/** At most `charsMax` UTF-16 units, never ending in half a character; what is left out is counted. */
export function cutText(text: string, charsMax: number = LIMITS.shownTextCharsMax): string {
  if (text.length <= charsMax) return text
  const end = isHighSurrogate(text.charCodeAt(charsMax - 1)) ? charsMax - 1 : charsMax
  return `${text.slice(0, end)}… (${text.length - end} more characters)`
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}

/** What every face shows of a string from outside: cut, then made harmless. */
export function showText(text: string, charsMax: number = LIMITS.shownTextCharsMax): string {
  return escapeForTerminal(cutText(text, charsMax))
}
