import { existsSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { REPOSITORY } from '../support/run-overstay.js'

/** One small suite for a runner: three tests, one skipped; `hang` adds what nobody closes, `fail` a failing test. */
export interface Suite {
  readonly runner: string
  readonly command: readonly string[]
  readonly files: (variant: Variant) => Readonly<Record<string, string>>
  /** Where the suite's own line is that holds it. */
  readonly culprit: { readonly file: string; readonly line: number; readonly kind: string }
  /** What must be there to run it; null when it always is. */
  readonly needs: string | null
}

export interface Variant {
  readonly hang: boolean
  readonly fail: boolean
}

const SERVICE = [
  "const { createServer } = require('node:http')",
  '',
  'exports.start = function start() {',
  "  const server = createServer((request, response) => response.end('ok'))",
  '  return new Promise((resolve) => {',
  "    server.listen(0, '127.0.0.1', () => resolve(server))",
  '  })',
  '}',
].join('\n')

const SERVICE_LINE = { file: 'service.cjs', line: 6, kind: 'tcp-server' } as const

const bin = (name: string) => {
  const local = join(REPOSITORY, 'test/ecosystem/node_modules/.bin', name)
  return existsSync(local) ? local : join(REPOSITORY, 'node_modules/.bin', name)
}

export const SUITES: readonly Suite[] = [
  {
    runner: 'vitest',
    command: [bin('vitest'), 'run'],
    needs: bin('vitest'),
    culprit: SERVICE_LINE,
    files: ({ hang, fail }) => ({
      'service.cjs': SERVICE,
      'vitest.config.mjs': `export default { test: { teardownTimeout: 120000, globalSetup: ${hang ? "['./setup.mjs']" : '[]'} } }`,
      'setup.mjs': "import { start } from './service.cjs'\nexport default async () => { await start() }",
      'sum.test.mjs': [
        "import { expect, test } from 'vitest'",
        `test('adds', () => expect(1 + 1).toBe(${fail ? 3 : 2}))`,
        "test('multiplies', () => expect(2 * 3).toBe(6))",
        "test.skip('divides', () => {})",
      ].join('\n'),
    }),
  },
  {
    runner: 'jest',
    command: [bin('jest'), '--runInBand', '--ci'],
    needs: bin('jest'),
    culprit: SERVICE_LINE,
    files: ({ hang, fail }) => ({
      'service.cjs': SERVICE,
      'package.json': '{ "name": "suite", "jest": { "transform": {} } }',
      'sum.test.js': [
        "const { start } = require('./service.cjs')",
        hang ? 'beforeAll(() => start().then(() => {}))' : 'void start',
        `test('adds', () => expect(1 + 1).toBe(${fail ? 3 : 2}))`,
        "test('multiplies', () => expect(2 * 3).toBe(6))",
        "test.skip('divides', () => {})",
      ].join('\n'),
    }),
  },
  {
    runner: 'mocha',
    command: [bin('mocha'), 'sum.spec.cjs'],
    needs: bin('mocha'),
    culprit: SERVICE_LINE,
    files: ({ hang, fail }) => ({
      'service.cjs': SERVICE,
      'sum.spec.cjs': [
        "const assert = require('node:assert')",
        "const { start } = require('./service.cjs')",
        hang ? 'before(() => start().then(() => {}))' : 'void start',
        `it('adds', () => assert.equal(1 + 1, ${fail ? 3 : 2}))`,
        "it('multiplies', () => assert.equal(2 * 3, 6))",
        "it.skip('divides', () => {})",
      ].join('\n'),
    }),
  },
  {
    runner: 'node-test',
    command: ['node', '--test'],
    needs: null,
    culprit: SERVICE_LINE,
    files: ({ hang, fail }) => ({
      'service.cjs': SERVICE,
      'sum.test.cjs': [
        "const assert = require('node:assert')",
        "const { before, test } = require('node:test')",
        "const { start } = require('./service.cjs')",
        hang ? 'before(() => start().then(() => {}))' : 'void [start, before]',
        `test('adds', () => assert.equal(1 + 1, ${fail ? 3 : 2}))`,
        "test('multiplies', () => assert.equal(2 * 3, 6))",
        "test('divides', { skip: true }, () => {})",
      ].join('\n'),
    }),
  },
  {
    runner: 'pytest',
    command: ['/usr/bin/python3', '-m', 'pytest', '-p', 'no:cacheprovider'],
    needs: '/usr/bin/py.test-3',
    culprit: { file: 'worker.py', line: 7, kind: 'thread' },
    files: ({ hang, fail }) => ({
      'worker.py': [
        'import threading',
        '',
        'stop = threading.Event()',
        '',
        'def start():',
        '    thread = threading.Thread(target=stop.wait, name="worker")',
        '    thread.start()',
      ].join('\n'),
      'test_sum.py': [
        'import pytest',
        'import worker',
        ...(hang ? ['worker.start()'] : []),
        'def test_adds():',
        `    assert 1 + 1 == ${fail ? 3 : 2}`,
        'def test_multiplies():',
        '    assert 2 * 3 == 6',
        '@pytest.mark.skip',
        'def test_divides():',
        '    pass',
      ].join('\n'),
    }),
  },
]

/** Writes the suite into a directory of its own, with the runners' packages beside it. Returns the directory. */
export function writeSuite(suite: Suite, variant: Variant): string {
  const directory = mkdtempSync(join(tmpdir(), `overstay-${suite.runner}-`))
  for (const [name, text] of Object.entries(suite.files(variant))) {
    const file = join(directory, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, `${text}\n`)
  }
  const packages = join(REPOSITORY, suite.runner === 'vitest' ? 'node_modules' : 'test/ecosystem/node_modules')
  if (existsSync(packages)) symlinkSync(packages, join(directory, 'node_modules'))
  return directory
}
