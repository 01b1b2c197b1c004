import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installPackages, REPOSITORY_MODULES, runNode, writeProject } from './support.js'

/** One body for every runner: what tests of real projects do with the things the preload touches, passing and failing. */
const BODY = `
const { execSync, spawnSync, spawn, exec } = require('node:child_process')
const { promisify, inspect } = require('node:util')
const net = require('node:net')
const fs = require('node:fs')
check('a failing command', () => { execSync('exit 3', { stdio: 'pipe' }) })
check('a missing program', () => { const { error } = spawnSync('no-such-program'); if (error) throw error })
check('a wrong callback', () => { setTimeout('text') })
check('a wrong port', () => { net.createServer().listen(99999999) })
check('a wrong file', () => { fs.watch('/no/such/file') })
check('an error event', async () => { await new Promise((_done, fail) => net.connect(1, '127.0.0.1').on('error', (error) => fail(error))) })
check('promisified', async () => {
  const { stdout } = await promisify(exec)('echo hello')
  await promisify(setTimeout)(300)
  await require('node:timers/promises').setTimeout(1)
  if (stdout !== 'hello\\n') throw new Error(stdout)
})
check('what can be seen', () => {
  const seen = [setTimeout, setInterval, net.Server.prototype.listen, execSync, fs.watch, process.emit, Function.prototype.toString]
    .map((it) => [it.name, it.length, String(it).length, inspect(it), Object.keys(it).length])
  const timer = setTimeout(() => {}, 1000)
  clearTimeout(timer)
  seen.push(inspect(timer).replace(/\\d{2,}(\\.\\d+)?/g, 'N'), process.listenerCount('exit'), process.eventNames().map(String).sort())
  throw new Error(JSON.stringify(seen))
})
check('a spied timer', () => {
  const original = globalThis.setTimeout
  let calls = 0
  globalThis.setTimeout = (...args) => { calls++; return original(...args) }
  clearTimeout(setTimeout(() => {}, 5000))
  globalThis.setTimeout = original
  if (calls !== 1 || setTimeout !== original) throw new Error('not restored')
})
check('a deep stack', () => {
  const deeper = (n) => (n === 0 ? execSync('exit 1', { stdio: 'pipe' }) : deeper(n - 1))
  try { deeper(20) } catch (error) { throw new Error(String(error.stack.split('\\n').length > 5)) }
})
`

/** Times, ports, pids and the line numbers of Node's own files differ from run to run, or with one frame more of Node's own. */
function normalise(text: string): string[] {
  return text
    .replace(/\u001b\[[0-9;]*m/g, '')
    .replace(/,? ?(?:estimated )?\(?[\d.]+ ?m?s\b\)?/g, ' TIME')
    .replace(/(?: TIME)+$/gm, '')
    .replace(/\d\d:\d\d:\d\d/g, 'CLOCK')
    .replace(/overstay-preload-\w+/g, 'FOLDER')
    .replace(/duration_ms:? [\d.]+/g, 'TIME')
    .replace(/pid: \d+/g, 'PID')
    .split('\n')
    .filter((line) => !/node:internal/.test(line))
}

describe('suites with and without the preload give the same results', () => {
  async function compare(
    main: string[],
    files: Record<string, string>,
    modules: string,
    inOrder = true,
  ): Promise<void> {
    const lines = (text: string) => (inOrder ? normalise(text) : normalise(text).filter(Boolean).sort())
    const cwd = writeProject({ 'package.json': '{}', ...files })
    symlinkSync(modules, join(cwd, 'node_modules'))
    const bare = await runNode(main, { cwd, preload: false })
    const ours = await runNode(main, { cwd })
    expect(ours.code).toBe(bare.code)
    expect(lines(ours.stdout)).toEqual(lines(bare.stdout))
    expect(lines(ours.stderr)).toEqual(lines(bare.stderr))
    expect(bare.stdout + bare.stderr).toContain('a failing command')
    expect(ours.stdout + ours.stderr).not.toMatch(/dist\/probes|packed/)
  }

  it.each(['forks', 'threads', 'vmThreads'])('vitest, pool %s', async (pool) => {
    const file = `import { createRequire } from 'node:module'
import { test as check } from 'vitest'
const require = createRequire(import.meta.url)
${BODY}`
    const vitest = join(REPOSITORY_MODULES, 'vitest/vitest.mjs')
    await compare([vitest, 'run', '--pool', pool], { 'a.test.mjs': file }, REPOSITORY_MODULES)
  })

  it('node:test', async () => {
    const file = `const { test: check } = require('node:test')\n${BODY}`
    await compare(['--test', 'a.test.cjs'], { 'a.test.cjs': file }, REPOSITORY_MODULES)
    await compare(['a.test.cjs'], { 'a.test.cjs': file }, REPOSITORY_MODULES)
  })

  const modules = installPackages(
    'jest@30',
    'jest29@npm:jest@29',
    'mocha@12',
    'mocha11@npm:mocha@11',
    'mocha8@npm:mocha@8',
  )
  const test = modules === null ? it.skip : it

  test.each(['jest', 'jest29'])('%s in band and in workers', async (name) => {
    const file = `const check = test\n${BODY}`
    const jest = [join(modules!, name, 'bin/jest.js'), '--watchman=false']
    await compare([...jest, '-i'], { 'a.test.js': file }, modules!)
    await compare(
      [...jest, '-w', '2', '--silent'],
      { 'a.test.js': file, 'b.test.js': 'test("b", () => {})' },
      modules!,
      false,
    )
  })

  test.each(['mocha', 'mocha11'])('%s', async (name) => {
    const file = `const check = it\n${BODY}`
    await compare([join(modules!, name, 'bin/mocha.js'), 'a.spec.cjs'], { 'a.spec.cjs': file }, modules!)
  })
})
