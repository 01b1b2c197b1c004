import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/core/report/model.js'
import { OVERSTAY, runNode, runOverstay } from '../support/run-overstay.js'

const directory = mkdtempSync(join(tmpdir(), 'overstay-saved-'))
const overstay = (...args: string[]) => runNode([OVERSTAY, 'report', ...args], { cwd: directory })
const at = (name: string) => join(directory, name)

let clean: Report
let hung: Report

/** Reports as `repeat` writes them, one a line. */
const ledger = (reports: readonly Report[]) => reports.map((report) => `${JSON.stringify(report)}\n`).join('')
const runs = (report: Report, count: number, runId: string) =>
  Array.from({ length: count }, (_, iteration) => ({ ...report, runId, iteration }))

beforeAll(async () => {
  clean = (await runOverstay(['true'])).report!
  hung = { ...clean, outcome: 'overstayed', exit: { ...clean.exit, code: 121 } }
  writeFileSync(at('clean.json'), JSON.stringify(clean))
  writeFileSync(at('before.jsonl'), ledger(runs(hung, 30, 'a')))
  writeFileSync(at('after.jsonl'), ledger(runs(clean, 30, 'b')))
  writeFileSync(at('torn.jsonl'), ledger(runs(clean, 3, 'c')).slice(0, -40))
  writeFileSync(at('newer.json'), JSON.stringify({ ...clean, schemaVersion: '9.0' }))
  writeFileSync(at('foreign.json'), '{"a": 1}')
  writeFileSync(at('notes.txt'), 'no report\n')
})

describe('overstay report', () => {
  it('says one saved run in words, or in any of its faces', async () => {
    const text = await overstay('clean.json')
    expect([text.code, text.stderr]).toEqual([0, ''])
    expect(text.stdout.toString()).toMatch(/^overstay: clean: /)
    const trace = await overstay('clean.json', '--format', 'trace')
    expect(JSON.parse(trace.stdout.toString())).toHaveProperty('traceEvents')
    await overstay('clean.json', '-o', 'page.html')
    expect(readFileSync(at('page.html'), 'utf8')).toMatch(/^<!doctype html>/i)
  })

  it('reads stdin', async () => {
    const ran = await runNode([OVERSTAY, 'report', '-'], { input: ledger(runs(hung, 2, 'x')) })
    expect(ran.stdout.toString()).toContain('2 of 2 runs hung')
  })

  it('puts ledgers together, each run once, in any order', async () => {
    const one = await overstay('-f', 'json', 'before.jsonl', 'after.jsonl')
    const other = await overstay('-f', 'json', 'after.jsonl', 'before.jsonl', 'after.jsonl')
    expect(other.stdout.equals(one.stdout)).toBe(true)
    expect((JSON.parse(one.stdout.toString()) as { summary: object }).summary).toMatchObject({ runCount: 60 })
  })

  it('says in a line what could not be read and keeps the rest', async () => {
    const ran = await overstay('torn.jsonl', 'newer.json', 'foreign.json', 'notes.txt', 'gone.json', 'clean.json')
    expect(ran.code).toBe(2)
    expect(ran.stdout.toString()).toContain('no hang in 3 runs')
    expect(ran.stderr.trimEnd().split('\n')).toEqual([
      'overstay: torn.jsonl:3: the report ends in the middle: it was not written completely',
      expect.stringContaining('newer.json: schema version 9.0 is newer') as string,
      expect.stringContaining('foreign.json: JSON, but not a report') as string,
      expect.stringContaining('notes.txt: not JSON') as string,
      'overstay: gone.json: no such file',
    ])
  })

  it('takes a directory for the files in it', async () => {
    mkdirSync(at('shards/1'), { recursive: true })
    writeFileSync(at('shards/1/ledger.jsonl'), ledger(runs(clean, 4, 's')))
    writeFileSync(at('shards/2.json'), JSON.stringify(clean))
    expect((await overstay('shards')).stdout.toString()).toContain('no hang in 5 runs')
  })

  it.each([
    [['--compare', 'before.jsonl', 'after.jsonl'], 0, 'hangs less'],
    [['--compare', 'after.jsonl', 'before.jsonl'], 1, 'hangs more'],
    [['--compare', 'after.jsonl', 'after.jsonl'], 0, 'no difference'],
    [['--compare', 'before.jsonl', 'after.jsonl', '-f', 'json'], 0, '"verdict": "better"'],
  ])('%j', async (args, code, says) => {
    const ran = await overstay(...args)
    expect(ran.code).toBe(code)
    expect(ran.stdout.toString()).toContain(says)
  })

  it.each([
    [['-f', 'pdf', 'clean.json'], /--format: "pdf" is not accepted; give one of text, json/],
    [[], /no file is given/],
    [['notes.txt'], /no report could be read/],
    [['--compare', 'before.jsonl'], /takes two operands/],
    [['-f', 'trace', 'before.jsonl'], /trace shows one run, and 30 were given/],
    [['clean.json', '-o', '/no/such/place/x.html'], /cannot write/],
  ])('%j is refused with 125', async (args, says) => {
    const ran = await overstay(...args)
    expect(ran.code).toBe(125)
    expect(ran.stderr).toMatch(says)
    expect(ran.stdout.length).toBe(0)
  })

  it('reads a long ledger in bounded memory', async () => {
    const line = ledger([clean]).replace('"schemaVersion"', '"padding": "PAD", "schemaVersion"')
    const long = Array.from({ length: 3_000 }, (_, index) =>
      line.replace('PAD', 'x'.repeat(20_000)).replace(clean.runId, `r${index}`),
    )
    writeFileSync(at('long.jsonl'), long.join(''))
    const ran = await runNode(['--max-old-space-size=48', OVERSTAY, 'report', at('long.jsonl')])
    expect(ran.stdout.toString()).toContain('no hang in 3000 runs')
  })
})
