import { decodeVlq } from './vlq.js'

/** A place in an original source. Lines and columns are 0-based, as in the map. */
export interface Original {
  readonly source: string
  readonly line: number
  readonly column: number
  readonly name: string | null
}

export interface SourceMap {
  /** The original of a generated place (0-based), or null where the map knows none. */
  lookUp(line: number, column: number): Original | null
}

interface Segment {
  readonly column: number
  readonly source: number
  readonly line: number
  readonly originalColumn: number
  readonly name: number
}

interface RawMap {
  readonly mappings?: unknown
  readonly sources?: unknown
  readonly sourceRoot?: unknown
  readonly names?: unknown
  readonly sections?: unknown
}

/** Parses a source map (revision 3, flat or with sections); null when it is none. */
export function parseSourceMap(json: string): SourceMap | null {
  let raw: RawMap
  try {
    raw = JSON.parse(json.replace(/^\)\]\}'[^\n]*\n/, ''))
  } catch {
    return null
  }
  if (typeof raw !== 'object' || raw === null) return null
  return Array.isArray(raw.sections) ? joinSections(raw.sections) : readFlatMap(raw)
}

function readFlatMap(raw: RawMap): SourceMap | null {
  if (typeof raw.mappings !== 'string' || !Array.isArray(raw.sources)) return null
  const root =
    typeof raw.sourceRoot === 'string' && raw.sourceRoot !== '' ? `${raw.sourceRoot.replace(/\/$/, '')}/` : ''
  const sources = raw.sources.map((source) => (typeof source === 'string' ? root + source : ''))
  const names = Array.isArray(raw.names) ? raw.names : []
  const lines = decodeMappings(raw.mappings)
  return {
    lookUp(line, column) {
      const segments = lines[line] ?? []
      let best: Segment | null = null
      for (const segment of segments) {
        if (segment.column > column && best !== null) break
        if (segment.source >= 0) best = segment // nothing before it: the first of the line is the nearest truth
        if (segment.column > column) break
      }
      if (best === null) return null
      const name: unknown = names[best.name]
      return {
        source: sources[best.source] ?? '',
        line: best.line,
        column: best.originalColumn,
        name: typeof name === 'string' ? name : null,
      }
    },
  }
}

function decodeMappings(mappings: string): Segment[][] {
  let source = 0
  let line = 0
  let originalColumn = 0
  let name = 0
  return mappings.split(';').map((text) => {
    let column = 0
    const segments: Segment[] = []
    for (const part of text === '' ? [] : text.split(',')) {
      const numbers = decodeVlq(part)
      if (numbers === null || numbers.length === 0) continue
      column += numbers[0] ?? 0
      if (numbers.length < 4) {
        segments.push({ column, source: -1, line: 0, originalColumn: 0, name: -1 })
        continue
      }
      source += numbers[1] ?? 0
      line += numbers[2] ?? 0
      originalColumn += numbers[3] ?? 0
      if (numbers.length > 4) name += numbers[4] ?? 0
      segments.push({ column, source, line, originalColumn, name: numbers.length > 4 ? name : -1 })
    }
    return segments
  })
}

/** An index map: each section has its own map and the generated place where it begins. */
function joinSections(sections: readonly unknown[]): SourceMap | null {
  const parts: { line: number; column: number; map: SourceMap }[] = []
  for (const section of sections) {
    const { offset, map } = (section ?? {}) as { offset?: { line?: number; column?: number }; map?: RawMap }
    const flat = map ? readFlatMap(map) : null
    if (flat !== null) parts.push({ line: offset?.line ?? 0, column: offset?.column ?? 0, map: flat })
  }
  return {
    lookUp(line, column) {
      const part = parts.findLast((one) => one.line < line || (one.line === line && one.column <= column))
      if (part === undefined) return null
      return part.map.lookUp(line - part.line, line === part.line ? column - part.column : column)
    },
  }
}
