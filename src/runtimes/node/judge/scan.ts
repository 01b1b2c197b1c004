/** Code with the contents of comments, strings, templates and regular expressions blanked: offsets stay what they were. */
export function maskCode(source: string): string {
  const out = source.split('')
  let at = 0
  let lastCode = ''
  const blank = (from: number, to: number) => {
    for (let i = from; i < to && i < out.length; i++) if (out[i] !== '\n') out[i] = ' '
  }
  while (at < source.length) {
    const character = source[at] ?? ''
    const next = source[at + 1]
    let end = at + 1
    if (character === '/' && next === '/') {
      end = endOr(source.indexOf('\n', at), source.length)
      blank(at, end)
    } else if (character === '/' && next === '*') {
      end = endOr(source.indexOf('*/', at + 2) + 2, source.length, 1)
      blank(at, end)
    } else if (character === '"' || character === "'" || character === '`') {
      end = endOfQuoted(source, at, character)
      blank(at + 1, end - 1)
      lastCode = character
    } else if (character === '/' && /[(,=:[!&|?{};+\-*%<>~^]|^$/.test(lastCode)) {
      end = endOfRegex(source, at)
      blank(at + 1, end - 1)
      lastCode = '/'
    } else if (character.trim() !== '') lastCode = character
    at = end
  }
  return out.join('')
}

function endOr(found: number, otherwise: number, least = 0): number {
  return found <= least && found !== 0 ? otherwise : found
}

function endOfQuoted(source: string, start: number, quote: string): number {
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === '\\') at++
    else if (source[at] === quote || (source[at] === '\n' && quote !== '`')) return at + 1
  }
  return source.length
}

function endOfRegex(source: string, start: number): number {
  let inClass = false
  for (let at = start + 1; at < source.length; at++) {
    const character = source[at]
    if (character === '\\') at++
    else if (character === '[') inClass = true
    else if (character === ']') inClass = false
    else if (character === '\n' || (character === '/' && !inClass)) return at + 1
  }
  return source.length
}

/** Offset of a 0-based place. */
export function offsetOf(source: string, line: number, column: number): number {
  let at = 0
  for (let i = 0; i < line; i++) {
    const end = source.indexOf('\n', at)
    if (end < 0) return source.length
    at = end + 1
  }
  return Math.min(at + column, source.length)
}

/** The 0-based place of an offset. */
export function placeOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  return { line: before.split('\n').length - 1, column: offset - lineStart }
}
