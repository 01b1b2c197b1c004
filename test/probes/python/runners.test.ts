import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProbeMessage, TestsFinished } from '../../../src/protocol/messages.js'
import { findPython } from '../../runtimes/python/support/interpreter.js'
import { runBare, runInjected } from './injected.js'

let directory = ''
const MIXED = `
import unittest

class Mixed(unittest.TestCase):
    def test_good(self):
        pass

    def test_wrong(self):
        self.fail("on purpose")

    @unittest.skip("on purpose")
    def test_skipped(self):
        pass

    def test_error(self):
        raise ValueError("on purpose")
`

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-runners-'))
  writeFileSync(join(directory, 'test_mixed.py'), MIXED)
  writeFileSync(join(directory, 'test_good.py'), 'def test_good():\n    pass\n')
  writeFileSync(join(directory, 'test_nested.py'), NESTED)
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const NESTED = `
import io, unittest
import test_mixed

def test_nested():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(test_mixed.Mixed)
    unittest.TextTestRunner(stream=io.StringIO()).run(suite)
`

function finishes(events: readonly ProbeMessage[]): readonly TestsFinished[] {
  return events.filter((event) => event.type === 'testsFinished')
}

async function run(needs: readonly string[], args: readonly string[], env: Record<string, string> = {}) {
  const python = findPython(needs)
  if (python === null && process.env['CI'] !== 'true') return null
  const all = { PYTHONDONTWRITEBYTECODE: '1', ...env }
  const bare = await runBare(python ?? 'python3', args, all, directory)
  const injected = await runInjected(python ?? 'python3', args, all, directory)
  expect(injected.code).toBe(bare.code)
  return injected
}

describe('what a test runner says from inside', () => {
  it('unittest: counts, verdict, status', async (context) => {
    const ran = await run([], ['-m', 'unittest', 'test_mixed'])
    if (ran === null) return context.skip('needs Python')
    expect(finishes(ran.events)).toMatchObject([
      { runner: 'unittest', verdict: 'failed', passed: 1, failed: 1, skipped: 1, errors: 1, exitStatus: 1 },
    ])
  })

  it.each([
    ['plainly', ['-q'], {}],
    ['with no summary at all', ['-qq'], {}],
    ['without plugins', ['-q'], { PYTEST_DISABLE_PLUGIN_AUTOLOAD: '1' }],
    ['with warnings as errors', ['-q', '-W', 'error', '-p', 'no:asyncio'], {}],
  ])('pytest, %s', async (_, flags, env) => {
    const ran = await run(['pytest'], ['-m', 'pytest', '-p', 'no:cacheprovider', ...flags, 'test_mixed.py'], env)
    if (ran === null) return
    expect(finishes(ran.events)).toMatchObject([
      { runner: 'pytest', verdict: 'failed', passed: 1, failed: 2, skipped: 1, errors: 0, exitStatus: 1 },
    ])
  })

  it('pytest: no tests is not passed', async (context) => {
    const ran = await run(['pytest'], ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '-k', 'nothing', 'test_good.py'])
    if (ran === null) return context.skip('needs pytest')
    expect(finishes(ran.events)).toMatchObject([{ verdict: 'none', exitStatus: 5 }])
  })

  it('a runner inside a test is not the run', async (context) => {
    const ran = await run(['pytest'], ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', 'test_nested.py'])
    if (ran === null) return context.skip('needs pytest')
    expect(finishes(ran.events)).toMatchObject([{ runner: 'pytest', verdict: 'passed', passed: 1 }])
  })

  it('workers of pytest-xdist say that they are workers', async (context) => {
    const ran = await run(
      ['pytest', 'xdist'],
      ['-m', 'pytest', '-q', '-n', '2', '-p', 'no:cacheprovider', 'test_good.py'],
    )
    if (ran === null) return context.skip('needs pytest-xdist')
    const all = finishes(ran.events)
    expect(all.filter((event) => event.worker)).toHaveLength(2)
    expect(all.filter((event) => !event.worker)).toMatchObject([{ verdict: 'passed', passed: 1 }])
  })

  it('coverage counts what it counts without us', async (context) => {
    const python = findPython(['pytest', 'pytest_cov'])
    if (python === null)
      return process.env['CI'] === 'true' ? expect(python).not.toBeNull() : context.skip('needs pytest-cov')
    const args = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', '--cov', '--cov-report=term', 'test_good.py']
    const table = (text: string) => text.split('\n').filter((line) => /\d+%/.test(line))
    const bare = await runBare(python, args, {}, directory)
    expect(table((await runInjected(python, args, {}, directory)).stdout)).toEqual(table(bare.stdout))
  })
})
