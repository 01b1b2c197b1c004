import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { FIXTURES, MAJORS, nodeOfMajor, runNode, writeProject } from './support.js'

describe.each(MAJORS)('in Node %i', (major) => {
  const node = nodeOfMajor(major)
  const test = node === null ? it.skip : it

  test('a program sees the same names, lengths, sources, properties, listeners and handles', async () => {
    const bare = await look(node!, false)
    const ours = await look(node!, true)
    expect(Object.keys(bare).length).toBeGreaterThan(300)
    expect(ours).toEqual(bare)
  })

  test('errors, warnings and exit codes stay', async () => {
    for (const program of [
      'throw new TypeError("x")',
      'process.exit(7)',
      'setTimeout("x")',
      'Promise.reject(new Error("y"))',
    ]) {
      const bare = await runNode(['-e', program], { node: node!, preload: false })
      const ours = await runNode(['-e', program], { node: node! })
      expect([ours.code, ours.stdout]).toEqual([bare.code, bare.stdout])
      expect(firstLines(ours.stderr)).toEqual(firstLines(bare.stderr))
    }
  })
})

it('an old Node can read it and is left alone', async () => {
  const node = nodeOfMajor(14)
  if (node === null) return
  const ran = await runNode(['-p', 'typeof setInterval'], { node })
  expect([ran.code, ran.stdout, ran.stderr, ran.events]).toEqual([0, 'function\n', '', []])
})

describe('flags that make Node strict', () => {
  it.each([
    ['--frozen-intrinsics'],
    ['--disable-proto=throw'],
    ['--disable-proto=delete'],
    ['--pending-deprecation'],
    ['--trace-warnings'],
    ['--disallow-code-generation-from-strings'],
    ['--no-addons'],
    ['--enable-source-maps'],
  ])('%s', async (flag) => {
    const program = 'setInterval(() => {}, 1000).unref(); process.stdout.write("still here")'
    const bare = await runNode([flag, '-e', program], { preload: false })
    const ours = await runNode([flag, '-e', program])
    expect([ours.code, ours.stdout]).toEqual([0, 'still here'])
    expect(firstLines(ours.stderr)).toEqual(firstLines(bare.stderr))
  })

  it('--permission without any right to read or write', async () => {
    const node = nodeOfMajor(24)
    if (node === null) return
    const folder = writeProject({ 'main.cjs': 'process.stdout.write("still here")' })
    const ran = await runNode(['--permission', 'main.cjs'], { node, cwd: folder })
    expect([ran.code, ran.stdout, ran.stderr]).toEqual([0, 'still here', ''])
  })
})

async function look(node: string, preload: boolean): Promise<Record<string, unknown>> {
  const ran = await runNode([join(FIXTURES, 'surface.cjs')], { node, preload })
  expect(ran.code).toBe(0)
  return JSON.parse(ran.stdout) as Record<string, unknown>
}

/** Messages without stack frames and process ids, which differ from run to run. */
function firstLines(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => !/^\s*at |^Node\.js|^$/.test(line))
    .map((line) => line.replace(/\(node:\d+\)/, '(node)'))
}
