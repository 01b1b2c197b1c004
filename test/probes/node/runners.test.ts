import { existsSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { installPackages, MAJORS, nodeOfMajor, type Ran, REPOSITORY_MODULES, runNode, writeProject } from './support.js'

/** `testsFinished` and the hooks that were told, as short lines. */
function told(ran: Ran): string[] {
  return ran.events.flatMap((event) => {
    if (event.type === 'testsFinished') {
      const role = event.worker ? ' worker' : ''
      return [`${event.runner}${role} ${event.verdict} ${event.passed}/${event.failed}/${event.skipped}`]
    }
    if (event.type !== 'testActivity' || event.phase !== 'hook') return []
    return [`${event.name} ${event.state} ${event.file?.split('/').pop()}`]
  })
}

function project(files: Record<string, string>, modules: string): string {
  const folder = writeProject({ 'package.json': '{"type":"module"}', ...files })
  symlinkSync(modules, join(folder, 'node_modules'))
  return folder
}

describe('vitest', () => {
  const suite = `import { afterAll, beforeAll, describe, expect, test } from 'vitest'
describe('orders', () => {
  beforeAll(async () => { await new Promise((done) => setTimeout(done, 5)) })
  afterAll(() => {})
  test('adds', () => { expect(1).toBe(1) })
  test.skip('later', () => {})
  test('fails', () => { expect(1).toBe(2) })
})`
  it.each(['forks', 'threads', 'vmForks', 'vmThreads'])('in the pool %s: hooks, finish and counts', async (pool) => {
    const cwd = project({ 'a.test.js': suite }, REPOSITORY_MODULES)
    const ran = await runNode([vitestMain, 'run', '--pool', pool], { cwd })
    expect(ran.code).toBe(1)
    const lines = told(ran)
    expect(lines).toContain('beforeAll hook in "orders" started a.test.js')
    expect(lines).toContain('afterAll hook in "orders" ended a.test.js')
    expect(lines.filter((line) => line.startsWith('vitest'))).toEqual(['vitest failed 1/1/1'])
  })

  it('names an afterAll that blocks: its start is told before it runs', async () => {
    const cwd = project(
      {
        'a.test.js': `import { afterAll, test } from 'vitest'; afterAll(() => { process.kill(process.pid, 'SIGKILL') }); test('t', () => {})`,
      },
      REPOSITORY_MODULES,
    )
    const ran = await runNode([vitestMain, 'run', '--pool', 'forks'], { cwd })
    expect(told(ran).at(0)).toBe('beforeAll started a.test.js')
    expect(told(ran)).toContain('afterAll started a.test.js')
    expect(told(ran)).not.toContain('afterAll ended a.test.js')
  })
})

const vitestMain = join(REPOSITORY_MODULES, 'vitest/vitest.mjs')

describe.each(MAJORS)('node:test in Node %i', (major) => {
  const node = nodeOfMajor(major)
  const test = node === null ? it.skip : it
  const suite = `import { after, describe, it } from 'node:test'
import assert from 'node:assert'
describe('orders', () => {
  after(async () => { await new Promise((done) => setTimeout(done, 5)) })
  it('adds', () => {})
  it('fails', () => { assert.equal(1, 2) })
  it('later', { skip: true }, () => {})
})
const timer = setInterval(() => {}, 1000)
setTimeout(() => clearInterval(timer), 1500)`

  test('says that all tests are over although a timer still holds the process', async () => {
    const cwd = writeProject({ 'a.test.mjs': suite })
    const ran = await runNode(['--test', 'a.test.mjs'], { node: node!, cwd })
    expect(told(ran)).toEqual([
      'after hook in "orders" started a.test.mjs',
      'after hook in "orders" ended a.test.mjs',
      'node-test worker failed 1/1/1',
      'node-test failed null/null/null',
    ])
    expect(`${ran.stdout}${ran.stderr}`).not.toContain('inspector')
    const finished = ran.events.filter((event) => event.type === 'testsFinished')
    expect(finished[1]!.t - finished[0]!.t).toBeGreaterThan(1_000)
  })

  const inOneProcess = node === null || major < 24 ? it.skip : it
  inOneProcess('also when all files run in one process', async () => {
    const cwd = writeProject({ 'a.test.mjs': suite })
    const ran = await runNode(['--test', '--test-isolation=none', 'a.test.mjs'], { node: node!, cwd })
    const ends = ran.events.filter((event) => event.type === 'testsFinished' || event.type === 'exitPhase')
    expect(ends).toMatchObject([{ verdict: 'failed', worker: false }, { phase: 'exit' }])
    expect(ends[1]!.t - ends[0]!.t).toBeGreaterThan(1_000)
  })

  test('also in a plain `node file.test.mjs`', async () => {
    const cwd = writeProject({ 'a.test.mjs': suite })
    const ran = await runNode(['a.test.mjs'], { node: node!, cwd })
    expect(told(ran).filter((line) => line.startsWith('node-test'))).toEqual(['node-test failed 1/1/1'])
  })
})

describe('jest and mocha', () => {
  const modules = installPackages(
    'jest@30',
    'jest29@npm:jest@29',
    'mocha@12',
    'mocha11@npm:mocha@11',
    'mocha8@npm:mocha@8',
  )
  const test = modules === null ? it.skip : it

  const jestSuite = `describe('orders', () => {
  afterAll(async () => { await new Promise((done) => setTimeout(done, 5)) })
  test('adds', () => { expect(1).toBe(1) })
  test.skip('later', () => {})
  test('fails', () => { expect(1).toBe(2) })
})`
  test.each(['jest', 'jest29'])('%s in band and in workers: hooks, finish and counts', async (name) => {
    const cwd = project({ 'package.json': '{}', 'a.test.js': jestSuite, 'b.test.js': jestSuite }, modules!)
    for (const flags of [['-i'], ['-w', '2']]) {
      const ran = await runNode([join(modules!, name, 'bin/jest.js'), '--watchman=false', ...flags], { cwd })
      expect(ran.code).toBe(1)
      for (const file of ['a.test.js', 'b.test.js'])
        for (const state of ['started', 'ended'])
          expect(told(ran)).toContain(`afterAll hook in "orders" ${state} ${file}`)
      expect(told(ran).at(-1)).toBe('jest failed 2/2/2')
    }
  })

  const mochaSuite = `describe('orders', () => {
  after((done) => { setTimeout(done, 5) })
  it('adds', () => {})
  it.skip('later', () => {})
  it('fails', () => { throw new Error('no') })
})`
  test.each(['mocha', 'mocha11', 'mocha8'])('%s: hooks, finish and counts', async (name) => {
    const cwd = project({ 'package.json': '{}', 'test/a.spec.cjs': mochaSuite }, modules!)
    const main = ['bin/mocha.js', 'bin/mocha']
      .map((file) => join(modules!, name, file))
      .find((file) => existsSync(file))
    const ran = await runNode([main!, 'test/*.spec.cjs'], { cwd })
    expect(ran.code).toBe(1)
    expect(told(ran)).toEqual([
      '"after all" hook in "orders" started a.spec.cjs',
      '"after all" hook in "orders" ended a.spec.cjs',
      'mocha failed 1/1/1',
    ])
  })
})
