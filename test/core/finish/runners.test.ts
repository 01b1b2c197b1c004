import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { FORMATS } from '../../../src/core/finish/formats/index.js'
import { knownRunners, selectFormats } from '../../../src/core/finish/formats/select.js'
import { buildTriggers, findOwners } from '../../../src/core/finish/triggers.js'
import { LABELS, OPTIONS, readTranscript, recognise } from './transcripts.js'

const script = new URL('../../../scripts/generate-runners.mjs', import.meta.url).pathname

it('lists every format file in index.ts', () => {
  expect(execFileSync(process.execPath, [script, 'index', '--check'], { encoding: 'utf8' })).toBe('')
})

it('keeps docs/runners.md in step with the formats', () => {
  expect(execFileSync(process.execPath, [script, 'docs', '--check'], { encoding: 'utf8' })).toBe('')
})

it('has one format a file and no name twice', () => {
  const folder = new URL('../../../src/core/finish/formats/', import.meta.url)
  const files = readdirSync(folder).filter((name) => !['format.ts', 'index.ts', 'select.ts'].includes(name))
  expect(FORMATS).toHaveLength(files.length)
  expect(new Set(FORMATS.map((format) => format.name)).size).toBe(FORMATS.length)
})

it('knows the names for --runner', () => {
  expect(knownRunners()).toEqual(
    expect.arrayContaining(['vitest', 'jest', 'mocha', 'node-test', 'pytest', 'unittest', 'go-test', 'cargo-test']),
  )
  expect(selectFormats('jest').map((format) => format.name)).toEqual([
    'jest',
    ...FORMATS.filter((format) => format.wraps === true).map((format) => format.name),
  ])
})

/** The words decide which lines are looked at: a rule whose pattern matches must have one of its words there. */
it('gives every rule words that its lines contain', () => {
  for (const { file } of LABELS) {
    const lines = new TextDecoder()
      .decode(readTranscript(file))
      .replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
      .split(/\r*\n/)
    for (const format of FORMATS)
      for (const rule of format.rules) {
        if (rule.on.length === 0 || rule.role === 'test') continue // a missed line of dots does no harm
        const words = buildTriggers([rule.on])
        for (const line of lines)
          if (rule.match.test(line))
            expect(findOwners(words, line), `${format.name} ${rule.match} on ${line}`).toEqual([0])
      }
  }
})

it('recognises with --runner what it recognises without', () => {
  for (const { file, columns, finished } of LABELS) {
    const bytes = readTranscript(file)
    const claim = recognise(bytes, columns).claim
    if (!finished || claim === null) continue
    expect(recognise(bytes, columns, undefined, { ...OPTIONS, runner: claim.runner }).claim, file).toEqual(claim)
  }
})
