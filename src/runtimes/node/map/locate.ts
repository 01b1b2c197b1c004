import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LIMITS } from '../../../core/limits.js'
import type { Site } from '../../../core/suspects/finding.js'
import type { ScriptFacts } from '../inside/facts.js'
import { parseSourceMap, type SourceMap } from './source-map.js'

/** Finds the line a person wrote for a place in code as V8 runs it. */
export interface Locator {
  /** `line` and `column` are 0-based. Null for code that has no file (native, anonymous). */
  locate(script: ScriptFacts, line: number, column: number, functionName?: string | null): Site | null
}

/** Maps are read once per locator, which lives as long as one question to one process. */
export function createLocator(): Locator {
  const maps = new Map<string, SourceMap | null>()
  return {
    locate(script, line, column, functionName = null) {
      const file = fileOfUrl(script.url)
      if (file === null) return null
      if (!maps.has(script.id)) maps.set(script.id, loadMap(script, file))
      const original = maps.get(script.id)?.lookUp(line, column) ?? null
      const source = original === null ? null : resolveSource(original.source, file, script.sourceMapURL)
      if (original === null || source === null)
        return { file, line: line + 1, column: column + 1, function: functionName }
      return { file: source, line: original.line + 1, column: original.column + 1, function: functionName }
    },
  }
}

/** Path of a script: file URLs, plain paths (with Vite's queries taken off), `[eval]`; null for made-up names. */
export function fileOfUrl(url: string): string | null {
  const plain = url.replace(/[?#].*$/, '')
  if (plain.startsWith('file://')) {
    try {
      return fileURLToPath(plain)
    } catch {
      return null
    }
  }
  if (plain.startsWith('/@fs/')) return plain.slice(4)
  if (/^\[(?:eval|stdin|worker eval)\]/.test(plain)) return plain.replace(/-wrapper$/, '')
  return isAbsolute(plain) || /^[A-Za-z]:[\\/]/.test(plain) ? plain : null
}

function loadMap(script: ScriptFacts, file: string): SourceMap | null {
  const json = readMapText(script.sourceMapURL, file)
  return json === null ? null : parseSourceMap(json)
}

function readMapText(url: string, file: string): string | null {
  if (url === '') return null
  const data = /^data:[^,]*?(;base64)?,/.exec(url)
  try {
    if (data !== null) {
      const body = url.slice(data[0].length)
      return data[1] === undefined ? decodeURIComponent(body) : Buffer.from(body, 'base64').toString('utf8')
    }
    const path = url.startsWith('file:') ? fileURLToPath(url) : resolve(dirname(file), decodeURIComponent(url))
    if (/^[a-z]+:\/\//i.test(url) && !url.startsWith('file:')) return null
    if (statSync(path).size > LIMITS.sourceMapBytesMax) return null
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Where a map's source lives on disk; null when it is a made-up name that no file stands for. */
function resolveSource(source: string, file: string, mapUrl: string): string | null {
  const plain = source.replace(/[?#].*$/, '').replace(/^(?:webpack|vite|turbopack):\/\/\/?(?:_N_E\/)?/, '')
  if (plain === '' || plain.startsWith('\0')) return null
  const direct = fileOfUrl(plain)
  if (direct !== null) return existsSync(direct) ? direct : null
  const base = mapUrl === '' || mapUrl.startsWith('data:') ? dirname(file) : dirname(resolve(dirname(file), mapUrl))
  const path = resolve(base, plain)
  // Tools write the bare file name where the map is about the very file that runs.
  if (existsSync(path)) return path
  return plain.split('/').at(-1) === file.split('/').at(-1) ? file : null
}
