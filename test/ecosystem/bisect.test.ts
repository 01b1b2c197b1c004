import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { OVERSTAY, REPOSITORY, runNode } from '../support/run-overstay.js'

const directory = mkdtempSync(join(tmpdir(), 'overstay-bisect-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

interface Suite {
  readonly command: readonly string[]
  readonly modules: string
  readonly fileName: (index: number) => string
  readonly quiet: string
  readonly hanging: string
}

const HOLD = "require('node:child_process').spawn('sleep', ['300'], { stdio: 'inherit' })"

const SUITES: Readonly<Record<string, Suite>> = {
  vitest: {
    command: ['node_modules/.bin/vitest', 'run'],
    modules: join(REPOSITORY, 'node_modules'),
    fileName: (index) => `t${index}.test.mjs`,
    quiet: "import { test } from 'vitest'\ntest('t', () => {})\n",
    hanging: `import { createRequire } from 'node:module'\nimport { test } from 'vitest'\nconst require = createRequire(import.meta.url)\ntest('t', () => void ${HOLD})\n`,
  },
  jest: {
    command: ['node_modules/.bin/jest', '-i'],
    modules: join(REPOSITORY, 'test/ecosystem/node_modules'),
    fileName: (index) => `t${index}.test.js`,
    quiet: "test('t', () => {})\n",
    hanging: "test('t', () => void setInterval(() => {}, 1000))\n",
  },
  mocha: {
    command: ['node_modules/.bin/mocha'],
    modules: join(REPOSITORY, 'test/ecosystem/node_modules'),
    fileName: (index) => `test/t${index}.js`,
    quiet: "it('t', () => {})\n",
    hanging: "it('t', () => void setInterval(() => {}, 1000))\n",
  },
}

const isThere = (name: string) => existsSync(join(SUITES[name]!.modules, '.bin', name)) || process.env['CI'] === 'true'
const MISSING = Object.keys(SUITES).filter((name) => !isThere(name))

it.skipIf(MISSING.length > 0)(`no runner is missing here: ${MISSING.join(', ')}`, () => expect(MISSING).toEqual([]))

it.each(Object.keys(SUITES).filter(isThere))('bisect finds the guilty file of %s', async (name) => {
  const { command, modules, fileName, quiet, hanging } = SUITES[name]!
  const cwd = join(directory, name)
  mkdirSync(join(cwd, 'test'), { recursive: true })
  symlinkSync(modules, join(cwd, 'node_modules'))
  writeFileSync(join(cwd, 'package.json'), '{}')
  for (let index = 0; index < 6; index += 1) writeFileSync(join(cwd, fileName(index)), index === 4 ? hanging : quiet)
  const ran = await runNode([OVERSTAY, 'bisect', '--teardown-timeout', '500ms', '--json', 'v.json', '--', ...command], {
    cwd,
    timeoutMs: 150_000,
  })
  expect(ran.code).toBe(123)
  const verdict = JSON.parse(readFileSync(join(cwd, 'v.json'), 'utf8')) as object
  expect(verdict).toMatchObject({ culprits: [fileName(4)], restHangs: false })
})
