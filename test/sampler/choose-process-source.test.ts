import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { chooseProcessSource } from '../../src/sampler/choose-process-source.js'

const path = process.env['PATH']
afterEach(() => {
  process.env['PATH'] = path
})

describe('chooseProcessSource', () => {
  it.runIf(process.platform === 'linux')('takes /proc where there is one', async () => {
    expect(await chooseProcessSource('auto')).toMatchObject({ source: { name: 'linux' }, warning: null })
  })

  it('takes the portable tools when told to', async () => {
    expect(await chooseProcessSource('portable')).toMatchObject({ source: { name: 'portable' }, warning: null })
  })

  it('follows the command alone when there is nothing to read from, and says so', async () => {
    process.env['PATH'] = '/nonexistent'
    const { source, warning } = await chooseProcessSource('portable')
    expect(source.name).toBe('none')
    expect(warning?.code).toBe('no-process-table')
    expect(warning?.message).toMatch(/only the command itself.*`ps` is missing/)
    const rootPid = process.ppid
    source.begin({ rootPid, keeperPid: null, runId: 'x', limitCookie: null, outputIds: [], ownPids: [] }, () => 5)
    expect(await source.sample()).toMatchObject({ atMs: 5, processes: [{ pid: rootPid }], complete: false })
    expect(source.isAlive({ pid: rootPid, startId: 0 })).toBe(true)
    expect(source.isAlive({ pid: process.pid, startId: 0 })).toBe(false)
  })

  it('loads ps-list and pidusage only when they are used', () => {
    const packages = staticImports(join(import.meta.dirname, '../../src/sampler/choose-process-source.ts'))
    const linux = staticImports(join(import.meta.dirname, '../../src/sampler/linux/linux-source.ts'))
    const portable = staticImports(join(import.meta.dirname, '../../src/sampler/portable/portable-source.ts'))
    for (const found of [packages, linux, portable]) {
      expect(found).not.toContain('ps-list')
      expect(found).not.toContain('pidusage')
    }
  })
})

/** Everything a module imports before it runs, over all files it reaches. */
function staticImports(file: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  const source = readFileSync(file, 'utf8')
  for (const match of source.matchAll(/^(?:import|export)(?! type).*? from '([^']+)'/gms)) {
    const target = match[1] ?? ''
    if (target.startsWith('.')) staticImports(join(dirname(file), target.replace(/\.js$/, '.ts')), seen)
    else seen.add(target)
  }
  return seen
}
