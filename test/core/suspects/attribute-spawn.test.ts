import { describe, expect, it } from 'vitest'
import { attributeSpawn, type SpawnRecord } from '../../../src/core/suspects/attribute-spawn.js'

const ZERO = 1_000_000
const spawn = (pid: number, child: number | null, t: number, line: number | null): SpawnRecord => ({
  pid,
  child,
  t: ZERO + t,
  command: `child ${child}`,
  stack: line === null ? [] : [{ file: '/p/test_a.py', line, column: null, function: 'test_a' }],
})
const born = (pid: number, startedAtMs: number, relatives: { ppid?: number; sid?: number; pgid?: number } = {}) => ({
  pid,
  startedAtMs,
  ppid: relatives.ppid ?? 1,
  sid: relatives.sid ?? null,
  pgid: relatives.pgid ?? null,
})

describe('where a process was started', () => {
  it('is told by its own pid', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(10, 21, 200, 6)]
    expect(attributeSpawn(born(20, 100), spawns, ZERO)).toMatchObject({ site: { line: 5 }, exact: true })
  })

  it('is not told by a pid that was used before', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(10, 20, 60_000, 6)]
    expect(attributeSpawn(born(20, 60_000), spawns, ZERO)?.site.line).toBe(6)
  })

  it('follows a daemon that forked twice to the test', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(20, 21, 150, 50), spawn(21, 22, 160, 51)]
    expect(attributeSpawn(born(22, 160), spawns, ZERO, new Set([10]))).toMatchObject({ site: { line: 5 } })
  })

  it('stops at the runner: who started it is not to blame', () => {
    const spawns = [spawn(1, 10, 1, 99), spawn(10, 20, 100, 5)]
    expect(attributeSpawn(born(20, 100), spawns, ZERO, new Set([10]))?.site.line).toBe(5)
    expect(attributeSpawn(born(20, 100), spawns, ZERO)?.site.line).toBe(99)
  })

  it('passes over starts without a line of the user', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(20, 21, 150, null)]
    expect(attributeSpawn(born(21, 150), spawns, ZERO, new Set([10]))?.site.line).toBe(5)
  })

  it('is told by the session of a program that cannot speak', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(10, 30, 5_000, 6)]
    expect(attributeSpawn(born(23, 150, { sid: 20 }), spawns, ZERO)).toMatchObject({ site: { line: 5 }, exact: true })
  })

  it('is else the last start before its birth', () => {
    const spawns = [spawn(10, 20, 100, 5), spawn(10, 30, 5_000, 6)]
    expect(attributeSpawn(born(40, 3_000), spawns, ZERO)).toMatchObject({ site: { line: 5 }, exact: false })
    expect(attributeSpawn(born(40, 3_000), spawns, null)).toBeNull()
    expect(attributeSpawn(born(40, 3_000), [], ZERO)).toBeNull()
  })

  it('ends for starts that name each other', () => {
    const spawns = [spawn(20, 21, 100, 5), spawn(21, 20, 100, 6)]
    expect(attributeSpawn(born(21, 100), spawns, ZERO)).not.toBeNull()
  })
})
