import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { createLocator, fileOfUrl } from '../../../src/runtimes/node/map/locate.js'
import { parseSourceMap } from '../../../src/runtimes/node/map/source-map.js'
import { decodeVlq } from '../../../src/runtimes/node/map/vlq.js'

describe('VLQ', () => {
  it.each([
    ['A', [0]],
    ['C', [1]],
    ['D', [-1]],
    ['gB', [16]],
    ['AAgBC', [0, 0, 16, 1]],
    ['+/////D', null],
    ['!', null],
    ['g', null],
  ])('%s', (text, numbers) => {
    const decoded = decodeVlq(text)
    if (numbers === null && decoded !== null) expect(decoded.every(Number.isFinite)).toBe(true)
    else expect(decoded).toEqual(numbers)
  })
})

describe('source maps', () => {
  const source = [
    'interface A {',
    '  b: string',
    '}',
    '',
    'export const run = (a: A): void => {',
    '  stop(a.b)',
    '}',
  ].join('\n')
  const built = ts.transpileModule(`declare const stop: (b: string) => void\n${source}`, {
    compilerOptions: { sourceMap: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022 },
    fileName: 'run.ts',
  })

  it('finds the original of what a compiler erased lines of', () => {
    const line = built.outputText.split('\n').findIndex((text) => text.includes('stop('))
    const column = built.outputText.split('\n')[line]?.indexOf('stop(') ?? 0
    const map = parseSourceMap(built.sourceMapText ?? '')
    expect(map?.lookUp(line, column)).toMatchObject({ source: 'run.ts', line: 6, column: 2 })
    // A column within the call belongs to what began before it.
    expect(map?.lookUp(line, column + 1)).toMatchObject({ line: 6 })
    expect(map?.lookUp(10_000, 0)).toBeNull()
  })

  it('joins sections', () => {
    const section = (line: number) => ({ offset: { line, column: 0 }, map: JSON.parse(built.sourceMapText ?? '') })
    const map = parseSourceMap(JSON.stringify({ version: 3, sections: [section(0), section(100)] }))
    expect(map?.lookUp(101, 4)).toEqual(map?.lookUp(1, 4))
  })

  it.each(['', '{', '[]', 'null', '{"mappings":3}', '{"mappings":"!!!","sources":[]}', '{"sections":[null]}'])(
    'survives %j',
    (text) => {
      expect(() => parseSourceMap(text)?.lookUp(0, 0)).not.toThrow()
    },
  )

  it('reads inline maps, keeps to files that exist, and knows what has no file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'overstay-map-'))
    writeFileSync(join(folder, 'run.ts'), source)
    const inline = `data:application/json;base64,${Buffer.from(built.sourceMapText ?? '').toString('base64')}`
    const script = { id: '1', url: `file://${folder}/run.js`, sourceMapURL: inline, source: null }
    expect(createLocator().locate(script, 1, 4)).toMatchObject({ file: join(folder, 'run.ts') })
    const lost = { ...script, id: '2', url: `file://${folder}/gone/run.js` }
    expect(createLocator().locate(lost, 1, 4)).toMatchObject({ file: join(folder, 'gone/run.js'), line: 2, column: 5 })
    expect(createLocator().locate({ ...script, id: '3', url: 'evalmachine.<anonymous>' }, 1, 4)).toBeNull()
    expect(fileOfUrl('[eval]-wrapper')).toBe('[eval]')
    expect(fileOfUrl('/src/a.ts?v=3')).toBe('/src/a.ts')
  })
})
