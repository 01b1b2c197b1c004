/** Code points that take no cell: combining marks, joiners, variation selectors. */
const ZERO_WIDTH = /\p{Mn}|\p{Me}|\u200c|\u200d|[\ufe00-\ufe0f]/u

/** Code points most terminals draw in two cells: East Asian wide and full-width forms, and emoji. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u

const PLAIN = /^[\x20-\x7e]*$/

/** Cells one code point takes on a terminal. */
export function cellsOf(character: string): number {
  if (character <= '~') return 1
  if (ZERO_WIDTH.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** Cells an escaped text takes on a terminal. */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length
  let cells = 0
  for (const character of text) cells += cellsOf(character)
  return cells
}

/** As much of the start as fits into `width` cells. */
export function takeCells(text: string, width: number): string {
  if (PLAIN.test(text)) return text.slice(0, Math.max(0, width))
  let cells = 0
  let taken = ''
  for (const character of text) {
    cells += cellsOf(character)
    if (cells > width) break
    taken += character
  }
  return taken
}

function takeCellsFromEnd(text: string, width: number): string {
  const characters = [...text]
  let cells = 0
  let start = characters.length
  while (start > 0) {
    cells += cellsOf(characters[start - 1] ?? '')
    if (cells > width) break
    start -= 1
  }
  return characters.slice(start).join('')
}

/** Cut at the end to `width` cells, with an ellipsis where something is missing. */
export function truncateEnd(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  return takeCells(text, Math.max(0, width - displayWidth(ellipsis))) + ellipsis
}

/** Cut in the front: the end of a path says more than its start. */
export function truncateStart(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  return ellipsis + takeCellsFromEnd(text, Math.max(0, width - displayWidth(ellipsis)))
}

export function padCells(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - displayWidth(text)))
}

/**
 * Words laid into lines of at most `width` cells; a word that is longer is cut into pieces. At most `linesMax` lines:
 * the last one ends in the ellipsis when something is missing.
 */
export function wrapText(text: string, width: number, linesMax: number, ellipsis: string): string[] {
  const room = Math.max(8, width)
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    let rest = word
    if (line !== '' && displayWidth(line) + 1 + displayWidth(rest) <= room) {
      line += ` ${rest}`
      continue
    }
    if (line !== '') lines.push(line)
    line = ''
    while (displayWidth(rest) > room) {
      const piece = takeCells(rest, room)
      lines.push(piece)
      rest = rest.slice(piece.length)
    }
    line = rest
    if (lines.length > linesMax) break
  }
  if (line !== '') lines.push(line)
  if (lines.length <= linesMax) return lines
  const last = truncateEnd(lines.slice(linesMax - 1).join(' '), room, ellipsis)
  return [...lines.slice(0, linesMax - 1), last]
}
