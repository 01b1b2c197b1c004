/**
 * False alarms: many clean runs of a quick real suite in a row, and how many had another outcome than `clean`:
 * `node bench/clean-runs.mjs [count] [node-test|vitest|pytest]`. Prints every odd one with its report.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const count = Number(process.argv[2] ?? 500)
const runner = process.argv[3] ?? 'node-test'
const root = fileURLToPath(new URL('..', import.meta.url))
const directory = mkdtempSync(join(tmpdir(), 'overstay-clean-'))
symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'))

const SUITES = {
  'node-test': [
    "require('node:test').test('adds', () => { if (1 + 1 !== 2) throw 1 })",
    'a.test.cjs',
    ['node', '--test'],
  ],
  vitest: [
    "import { expect, test } from 'vitest'\ntest('adds', () => expect(1 + 1).toBe(2))",
    'a.test.mjs',
    ['node_modules/.bin/vitest', 'run'],
  ],
  pytest: [
    'def test_adds():\n    assert 1 + 1 == 2',
    'test_a.py',
    ['/usr/bin/python3', '-m', 'pytest', '-q', '-p', 'no:cacheprovider'],
  ],
}
const [text, file, command] = SUITES[runner]
writeFileSync(join(directory, file), `${text}\n`)

const outcomes = new Map()
for (let run = 0; run < count; run += 1) {
  const reportFile = join(directory, 'report.json')
  const pty = run % 2 === 0 ? 'never' : 'always'
  const args = [join(root, 'bin/overstay.js'), '--headless', '--pty', pty, '--json', reportFile, '--', ...command]
  const { status, stderr } = spawnSync('node', args, { cwd: directory, stdio: ['ignore', 'ignore', 'pipe'] })
  const { outcome, tests } = JSON.parse(readFileSync(reportFile, 'utf8'))
  const key = `${outcome} ${status} ${tests.verdict} ${tests.passed}`
  outcomes.set(key, (outcomes.get(key) ?? 0) + 1)
  if (key !== 'clean 0 passed 1') console.log(`run ${run} over ${pty}: ${key}\n${stderr}`)
}
for (const [key, times] of outcomes) console.log(`${times} x ${key}`)
rmSync(directory, { recursive: true, force: true })
