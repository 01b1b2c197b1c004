import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Report } from '../../src/core/report/model.js'
import { OVERSTAY, type RunSettings, runNode, waitUntil } from '../support/run-overstay.js'

let directory: string
const at = (name: string) => join(directory, name)

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-repeat-'))
  writeFileSync(at('suite.js'), SUITE)
})

/** Passes its tests; every third iteration leaves a server open. */
const SUITE = `const http = require('node:http')
const iteration = Number(process.env.OVERSTAY_ITERATION)
function openServer() {
  http.createServer(() => {}).listen(0)
}
console.log('iteration ' + iteration)
if (iteration % 3 === 1) openServer()
console.log('all done')
`

const repeat = (options: readonly string[], command: readonly string[], settings: RunSettings = {}) =>
  runNode([OVERSTAY, 'repeat', ...options, '--', ...command], { cwd: directory, ...settings })
const HANGING = ['--marker', '^all done$', '--teardown-timeout', '200ms']
const repeatSuite = (...options: string[]) => repeat([...options, ...HANGING], [process.execPath, 'suite.js'])

function readLedger(file = at('out/ledger.jsonl')): Report[] {
  const lines = readFileSync(file, 'utf8').split('\n')
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Report)
}

describe('overstay repeat', () => {
  it('counts, ranks, keeps what was bad, and says so with 123', async () => {
    const ran = await repeatSuite('-n', '6', '--dir', 'out', '--json', 'all.json')
    expect(ran.code).toBe(123)
    expect(ran.stdout.length).toBe(0)
    expect(ran.stderr).toContain('2 of 6 runs hung (33 %, between')
    expect(ran.stderr).toMatch(/culprits 2x suite\.js:4/)
    expect(ran.stderr).toMatch(/iteration 4: OVERSTAYED, held by .*suite\.js:4/)
    const reports = readLedger()
    expect(reports.map(({ iteration }) => iteration)).toEqual([0, 1, 2, 3, 4, 5])
    expect(new Set(reports.map(({ runId }) => runId)).size).toBe(1)
    expect(readdirSync(at('out')).sort()).toEqual(['1', '4', 'ledger.jsonl'])
    expect(readFileSync(at('out/4/output.txt'), 'utf8')).toContain('iteration 4')
    expect(JSON.parse(readFileSync(at('all.json'), 'utf8'))).toMatchObject({
      summary: { hangs: { count: 2, total: 6 } },
    })
  })

  it('stops at the first hang', async () => {
    const ran = await repeatSuite('--until-hang', '--dir', 'out')
    expect(ran.code).toBe(123)
    expect(readLedger().map(({ outcome }) => outcome)).toEqual(['clean', 'overstayed'])
  })

  it('stops when a rate is shown, and says when it is not', async () => {
    const shown = await repeat(['--below', '20%', '--confidence', '90%'], ['true'])
    expect([shown.code, shown.stderr]).toEqual([0, expect.stringContaining('no hang in 14 runs') as string])
    expect(shown.stderr).toContain('shown at 90 % confidence: the hang rate is below 20 %')
    const open = await repeat(['--below', '20%', '-n', '3'], ['true'])
    expect([open.code, open.stderr]).toEqual([1, expect.stringContaining('not shown at 95 %') as string])
  })

  it('runs several at once without mixing their output', async () => {
    const say = 'for i in 1 2 3; do echo "$OVERSTAY_ITERATION"; sleep 0.05; done; echo "$OVERSTAY_RUN_DIR"'
    const ran = await repeat(['-n', '4', '-j', '4', '-v'], ['sh', '-c', say])
    expect(ran.code).toBe(0)
    const parts = ran.stdout
      .toString()
      .split(/^--- iteration (\d+)\n/m)
      .slice(1)
    const byIteration = parts.flatMap((part, index) =>
      index % 2 === 0 ? [[part, parts[index + 1]!.split('\n')] as const] : [],
    )
    expect(byIteration.map(([index]) => index).sort()).toEqual(['0', '1', '2', '3'])
    for (const [index, lines] of byIteration) expect(lines.slice(0, 3)).toEqual([index, index, index])
    expect(new Set(byIteration.map(([, lines]) => lines[3])).size).toBe(4)
  })

  it('warns when iterations share a port', async () => {
    const command = ['sh', '-c', 'echo "Error: listen EADDRINUSE: address already in use :::3000" >&2; exit 1']
    const ran = await repeat(['-n', '4', '-j', '2'], command)
    expect(ran.stderr.match(/shares its ports with itself/g)).toHaveLength(1)
    expect((await repeat(['-n', '2'], command)).stderr).not.toContain('shares its ports')
  })

  it('Ctrl-C keeps what was gathered', async () => {
    const command = ['sh', '-c', 'if [ "$OVERSTAY_ITERATION" = 2 ]; then : > started; exec sleep 30; fi']
    const ran = await repeat(['-n', '50', '--dir', 'out'], command, {
      onStarted: (pid) => void waitUntil(() => existsSync(at('started'))).then(() => process.kill(pid, 'SIGINT')),
    })
    expect(ran.code).toBe(130)
    expect(ran.stderr).toContain('no hang in 2 runs')
    expect(readLedger().map(({ iteration }) => iteration)).toEqual([0, 1])
  })

  it('goes on in the same series, also behind a torn line, and shards merge', async () => {
    const series = ['--run-id', 'nightly', '--dir', 'out']
    await repeat([...series, '-n', '4', '--shard', '1/2'], ['true'])
    writeFileSync(at('out/ledger.jsonl'), `${readFileSync(at('out/ledger.jsonl'), 'utf8').trimEnd().slice(0, -20)}`)
    const again = await repeat([...series, '-n', '4', '--shard', '1/2'], ['true'])
    expect(again.stderr).toContain('1 iterations are in the ledger already')
    await repeat(['--run-id', 'nightly', '--dir', 'other', '-n', '4', '--shard', 'auto'], ['true'], {
      env: { CI_NODE_INDEX: '2', CI_NODE_TOTAL: '2' },
    })
    const merged = await runNode([OVERSTAY, 'report', '-f', 'json', 'out', 'other', 'out'], { cwd: directory })
    const { iterations } = JSON.parse(merged.stdout.toString()) as { iterations: { index: number }[] }
    expect(iterations.map(({ index }) => index)).toEqual([0, 1, 2, 3])
    expect(merged.code).toBe(2)
  })

  it('leaves nothing behind when all is well', async () => {
    const scratch = mkdtempSync(join(tmpdir(), 'overstay-scratch-'))
    const ran = await repeat(['-n', '3', '-q'], ['true'], { env: { TMPDIR: scratch } })
    expect([ran.code, readdirSync(scratch)]).toEqual([0, []])
    rmSync(scratch, { recursive: true })
  })

  it.each([
    [['-n', '0'], ['true'], 125, /--iterations: "0" is not accepted/],
    [['--below', '7'], ['true'], 125, /--below: "7" is not accepted; give a share like 5% or 0.05/],
    [['--shard', '3/2'], ['true'], 125, /--shard: "3\/2" is not accepted/],
    [['--shard', 'auto'], ['true'], 125, /no variable of a CI system says/],
    [['--on-hang', 'ask'], ['true'], 125, /"ask" is not accepted in a series/],
    [['--trace', 'x.json'], ['true'], 125, /write \{\} in the file's name/],
    [['-n', '5'], ['no-such-command-anywhere'], 127, /command not found/],
  ])('%j -- %j gives %i', async (options, command, code, says) => {
    const ran = await repeat(options, command)
    expect(ran.code).toBe(code)
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})
