/**
 * Escapes for text that `showText` or `escapeForTerminal` has made harmless already: these add only what the markup
 * itself needs.
 */

const XML_NAMES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** For text and quoted attributes of XML and HTML alike; `>` too, so that no `]]>` and no `-->` can be formed. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => XML_NAMES[character] ?? character)
}

/**
 * Inline text for Markdown: no emphasis, link, image, code, HTML, heading, table cell or automatic link can come of it.
 * A comment after `@` keeps GitHub from notifying whoever has that name.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_{}[\]#|~$]/g, '\\$&')
    .replace(/[&<>]/g, (character) => XML_NAMES[character] ?? character)
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww(?=\.)/gi, '$&\\')
    .replaceAll('@', '@<!-- -->')
}

/** Text cut at its pairs of backticks, which fixes put around code. A backtick without a partner is text. */
export function splitCode(text: string): { readonly text: string; readonly isCode: boolean }[] {
  const pieces: { text: string; isCode: boolean }[] = []
  let end = 0
  for (const match of text.matchAll(/`([^`]+)`/g)) {
    pieces.push({ text: text.slice(end, match.index), isCode: false }, { text: match[1] ?? '', isCode: true })
    end = match.index + match[0].length
  }
  pieces.push({ text: text.slice(end), isCode: false })
  return pieces.filter((piece) => piece.text !== '')
}

/** Text as a code span; `|` is escaped where the span stands in a table. */
export function codeSpan(text: string, place: 'text' | 'table' = 'text'): string {
  if (text === '') return ''
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padded = /^`|`$|^ .* $/.test(text) ? ` ${text} ` : text
  return fence + (place === 'table' ? padded.replaceAll('|', '\\|') : padded) + fence
}

/** Lines as a fenced block that nothing inside can end. */
export function codeBlock(lines: readonly string[], language = ''): string {
  const longest = Math.max(2, ...lines.flatMap((line) => line.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  return [fence + language, ...lines, fence].join('\n')
}

/** Bytes a text takes as UTF-8; lone surrogates count as the replacement character. */
export function countUtf8Bytes(text: string): number {
  let bytes = 0
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit <= 0xdbff && isLowSurrogate(text.charCodeAt(index + 1))) {
      bytes += 4
      index += 1
    } else bytes += 3
  }
  return bytes
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}
