import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { recognise, summarise } from '../core/finish/transcripts.js'

/** What the recogniser makes of runners that really run, through a pipe and through a terminal (`script`). */

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const local = (name: string) =>
  [join(ROOT, 'test/ecosystem/node_modules/.bin', name), join(ROOT, 'node_modules/.bin', name)].find(existsSync) ?? name

type Kind = 'passing' | 'failing' | 'none'
type Files = Readonly<Record<string, string>>

interface Runner {
  readonly name: string
  readonly command: string
  readonly files: Readonly<Record<Kind, Files>>
  /** Counts of the failing suite; null where the runner does not print them. */
  readonly failing: { readonly passed: number | null; readonly failed: number | null; readonly skipped: number | null }
  readonly isThere?: () => boolean
}

const js = (head: string, skip: string) => ({
  passing: `${head}test('a', () => {}); test('b', () => {})`,
  failing: `${head}test('a', () => {}); test('b', () => { throw new Error('on purpose') }); ${skip}('c', () => {})`,
})
const globals = js('', 'test.skip')
const vitest = js("import { test } from 'vitest'; ", 'test.skip')
const nodeTest = js("const { test } = require('node:test'); ", 'test.skip')
const mocha = (text: string) => text.replaceAll('test.skip(', 'it.skip(').replaceAll('test(', 'it(')
const MANIFEST = { 'package.json': '{"jest":{}}' }
const MODULE = { 'go.mod': 'module example.com/w\n\ngo 1.19\n' }
const CARGO = { 'Cargo.toml': '[package]\nname = "one"\nversion = "0.1.0"\nedition = "2021"\n' }
const python = (body: string) => `import unittest\nclass T(unittest.TestCase):\n    def test_a(self): pass\n${body}`
const FAIL =
  "    def test_b(self): self.fail('on purpose')\n    @unittest.skip('why not')\n    def test_c(self): pass\n"
const counted = { passed: 1, failed: 1, skipped: 1 }
const has = (command: string) => () => spawnSync('sh', ['-c', command]).status === 0

const RUNNERS: readonly Runner[] = [
  {
    name: 'vitest',
    command: `${local('vitest')} run --root .`,
    failing: counted,
    files: { passing: { 'a.test.mjs': vitest.passing }, failing: { 'a.test.mjs': vitest.failing }, none: {} },
  },
  {
    name: 'jest',
    command: `${local('jest')} --rootDir .`,
    failing: counted,
    isThere: () => existsSync(local('jest')),
    files: {
      passing: { ...MANIFEST, 'a.test.js': globals.passing },
      failing: { ...MANIFEST, 'a.test.js': globals.failing },
      none: MANIFEST,
    },
  },
  {
    name: 'mocha',
    command: `${local('mocha')} "*.js"`,
    failing: counted,
    isThere: () => existsSync(local('mocha')),
    files: { passing: { 'a.js': mocha(globals.passing) }, failing: { 'a.js': mocha(globals.failing) }, none: {} },
  },
  {
    name: 'node-test',
    command: 'node --test',
    failing: counted,
    files: { passing: { 'a.test.js': nodeTest.passing }, failing: { 'a.test.js': nodeTest.failing }, none: {} },
  },
  {
    name: 'pytest',
    command: 'python3 -m pytest -p no:cacheprovider',
    failing: counted,
    isThere: has('python3 -m pytest --version'),
    files: { passing: { 'test_a.py': python('') }, failing: { 'test_a.py': python(FAIL) }, none: {} },
  },
  {
    name: 'unittest',
    command: 'python3 -m unittest',
    failing: counted,
    isThere: has('python3 --version'),
    files: { passing: { 'test_a.py': python('') }, failing: { 'test_a.py': python(FAIL) }, none: {} },
  },
  {
    name: 'go-test',
    command: 'go test ./...',
    failing: { passed: null, failed: null, skipped: null },
    isThere: has('go version'),
    files: {
      passing: { ...MODULE, 'a_test.go': 'package w\nimport "testing"\nfunc TestA(t *testing.T) {}\n' },
      failing: {
        ...MODULE,
        'a_test.go': 'package w\nimport "testing"\nfunc TestA(t *testing.T) { t.Fatal("on purpose") }\n',
      },
      none: { ...MODULE, 'a.go': 'package w\n' },
    },
  },
  {
    name: 'cargo-test',
    command: 'cargo test --offline --lib',
    failing: counted,
    isThere: has('cargo --version'),
    files: {
      passing: { ...CARGO, 'src/lib.rs': '#[test] fn a() {}\n' },
      failing: {
        ...CARGO,
        'src/lib.rs': '#[test] fn a() {}\n#[test] fn b() { panic!() }\n#[test] #[ignore] fn c() {}\n',
      },
      none: { ...CARGO, 'src/lib.rs': '' },
    },
  },
]

const hasTerminal = has('script -qec true /dev/null')()

for (const runner of RUNNERS) {
  const isThere = runner.isThere?.() ?? true
  if (!isThere && process.env['CI'] === 'true') throw new Error(`CI lacks ${runner.name}`)

  describe.skipIf(!isThere)(runner.name, () => {
    it.each(['pipe', 'terminal'] as const)('passing, through a %s', (through) => {
      if (through === 'terminal' && !hasTerminal) return
      expect(run(runner, 'passing', through).live).toMatchObject({ runner: runner.name, verdict: 'passed' })
    })

    it.each(['pipe', 'terminal'] as const)('failing, through a %s', (through) => {
      if (through === 'terminal' && !hasTerminal) return
      expect(summarise(run(runner, 'failing', through).live)).toEqual({
        finished: true,
        verdict: 'failed',
        ...runner.failing,
      })
    })

    it('none, through a pipe', () => {
      expect(run(runner, 'none', 'pipe').claim).toMatchObject({ verdict: 'none' })
    })
  })
}

function run(runner: Runner, kind: Kind, through: 'pipe' | 'terminal') {
  const cwd = mkdtempSync(join(tmpdir(), `finish-${runner.name}-`))
  try {
    for (const [file, text] of Object.entries(runner.files[kind])) {
      mkdirSync(dirname(join(cwd, file)), { recursive: true })
      writeFileSync(join(cwd, file), text)
    }
    const { NODE_TEST_CONTEXT: _, VITEST: __, NODE_ENV: ___, ...env } = process.env
    const options = {
      cwd,
      env: { ...env, NO_UPDATE_NOTIFIER: '1' },
      timeout: 150_000,
      stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
    }
    const { stdout } =
      through === 'pipe'
        ? spawnSync('sh', ['-c', `${runner.command} 2>&1`], options)
        : spawnSync('script', ['-qec', `stty cols 80 rows 24; ${runner.command}`, '/dev/null'], options)
    return recognise(new Uint8Array(stdout), through === 'pipe' ? null : 80, [101])
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
