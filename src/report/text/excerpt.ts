import { LIMITS } from '../../core/limits.js'
import type { Report, ReportSuspect } from '../../core/report/model.js'
import { escapeForTerminal } from '../../core/words/escape.js'
import { truncateEnd } from '../../core/words/width.js'
import type { Style, TextOptions } from './style.js'

/**
 * Files whose lines make the summary better: the caller reads them (those it may) and passes them as `sources`. Only
 * the user's own, inside the report's `cwd`: a saved report comes from somebody else, and must not be able to bring any
 * file of this machine into a page.
 */
export function pickExcerptFiles(report: Report): string[] {
  const files = report.suspects.flatMap(({ site }) => (site !== null && isOwnFile(site.file) ? [site.file] : []))
  return [...new Set(files)].slice(0, LIMITS.excerptFilesMax)
}

function isOwnFile(file: string): boolean {
  const parts = file.split(/[\\/]/)
  return (
    !/^(?:[\\/]|[a-z]+:)/i.test(file) &&
    !parts.includes('..') &&
    !parts.includes('node_modules') &&
    !/(?:^|[\\/])\./.test(file)
  )
}

/**
 * The line of the suspect with one line around it, numbered, the line itself marked. Empty when the source is not
 * there or is shorter than the report says (it changed since): a wrong excerpt is worse than none.
 */
export function renderExcerpt(suspect: ReportSuspect, options: TextOptions, style: Style): string[] {
  const site = suspect.site
  const source = site === null ? undefined : options.sources?.get(site.file)
  if (site === null || source === undefined || site.line < 1 || site.line > source.length) return []
  const around = options.width < 60 ? 0 : 1
  const first = Math.max(1, site.line - around)
  const last = Math.min(source.length, site.line + around)
  const gutter = String(last).length
  const lines: string[] = []
  for (let number = first; number <= last; number += 1) {
    lines.push(renderLine(source[number - 1] ?? '', number, number === site.line, gutter, options.width, style))
  }
  return lines
}

function renderLine(raw: string, number: number, hit: boolean, gutter: number, width: number, style: Style): string {
  const { pointer, bar, ellipsis } = style.glyphs
  const room = Math.max(8, width - gutter - 8)
  // Minified files have lines of megabytes; nothing beyond the room can be seen anyway.
  const cut = raw.slice(0, room * 4).replaceAll('\t', '  ')
  const text = truncateEnd(escapeForTerminal(cut), room, ellipsis)
  const head = `  ${hit ? pointer : ' '} ${String(number).padStart(gutter)} ${bar} `
  return hit ? style.yellow(head) + style.bold(text) : style.dim(head + text)
}
