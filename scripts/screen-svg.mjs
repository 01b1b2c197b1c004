// The cells of a terminal as an SVG: text stays text, and looks right on light and dark pages by its own background.
const CELL = { width: 8.4, height: 18 }
const MARGIN = 12
const FOREGROUND = '#d0d0d0'
const BACKGROUND = '#1c1c1c'
/** The 16 named colours as many terminals have them. */
const PALETTE = [
  '#3a3a3a',
  '#d75f5f',
  '#87af5f',
  '#d7af5f',
  '#5f87d7',
  '#af87d7',
  '#5fafaf',
  '#d0d0d0',
  '#8a8a8a',
  '#ff8787',
  '#afd787',
  '#ffd787',
  '#87afff',
  '#d7afff',
  '#87d7d7',
  '#ffffff',
]

/** An `@xterm/headless` terminal's visible cells. */
export function renderCells(terminal, title) {
  const { cols, rows } = terminal
  const width = Math.ceil(cols * CELL.width + 2 * MARGIN)
  const height = Math.ceil(rows * CELL.height + 2 * MARGIN)
  const lines = Array.from({ length: rows }, (_, row) => renderLine(terminal, row)).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escapeXml(title)}</title>
<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">
${lines}
</g>
</svg>
`
}

function renderLine(terminal, row) {
  const { active } = terminal.buffer
  const line = active.getLine(active.viewportY + row)
  const runs = []
  for (let column = 0; column < terminal.cols; column += 1) {
    const cell = line?.getCell(column)
    if (cell === undefined || cell.getWidth() === 0) continue
    const look = lookOf(cell)
    const last = runs.at(-1)
    const text = cell.getChars() || ' '
    // Wide characters stand alone: their width on a page is not two cells.
    if (last?.look === look && cell.getWidth() === 1 && !last.isWide) {
      last.text += text
      last.cells += 1
    } else runs.push({ look, text, column, cells: cell.getWidth(), isWide: cell.getWidth() === 2 })
  }
  return runs.map((run) => renderRun(run, row)).join('')
}

function lookOf(cell) {
  const foreground = cell.isFgDefault() ? FOREGROUND : (PALETTE[cell.getFgColor()] ?? FOREGROUND)
  const background = cell.isBgDefault() ? BACKGROUND : (PALETTE[cell.getBgColor()] ?? BACKGROUND)
  const [ink, paper] = cell.isInverse() ? [background, foreground] : [foreground, background]
  return `${ink} ${paper} ${cell.isBold() ? 'bold' : ''}`
}

function renderRun({ look, text, column, cells }, row) {
  const [ink, paper, weight] = look.split(' ')
  const x = (MARGIN + column * CELL.width).toFixed(1)
  const y = MARGIN + row * CELL.height
  const width = (cells * CELL.width).toFixed(1)
  const box =
    paper === BACKGROUND ? '' : `<rect x="${x}" y="${y}" width="${width}" height="${CELL.height}" fill="${paper}"/>`
  if (text.trim() === '') return box
  // Spaces that no renderer folds.
  const shown = escapeXml(text).replaceAll(' ', '\u00a0')
  const bold = weight === 'bold' ? ' font-weight="bold"' : ''
  return `${box}<text x="${x}" y="${y + 13}" textLength="${width}" lengthAdjust="spacingAndGlyphs" fill="${ink}"${bold}>${shown}</text>`
}

function escapeXml(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
