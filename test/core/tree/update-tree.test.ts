import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { markCommandExited, markEndedBy } from '../../../src/core/tree/mark-ended.js'
import { keyText } from '../../../src/core/tree/member.js'
import { isTreeProgress } from '../../../src/core/tree/progress.js'
import type { ProcessSample, ProcessState, TreeSample } from '../../../src/core/tree/sample.js'
import { hasSampleSinceExit, stragglers } from '../../../src/core/tree/stragglers.js'
import { EMPTY_TREE, findMember, type TreeState } from '../../../src/core/tree/tree-state.js'
import { updateTree } from '../../../src/core/tree/update-tree.js'
import { command, proc, sampleAt } from './build-sample.js'

function fold(...samples: readonly TreeSample[]): TreeState {
  return samples.reduce((tree, sample) => updateTree(tree, sample).tree, EMPTY_TREE)
}

describe('births and deaths', () => {
  it('reports each process once when it comes and once when it goes', () => {
    const first = updateTree(EMPTY_TREE, sampleAt(20, command(), proc(11, { ppid: 10 })))
    expect(first.change.born.map((key) => key.pid)).toEqual([10, 11])
    const second = updateTree(first.tree, sampleAt(40, command()))
    expect(second.change).toMatchObject({ born: [], died: [{ pid: 11, startId: 110 }], intervalMs: 20 })
    expect(second.tree.ended).toMatchObject([{ pid: 11, endedAtMs: 40, endedBy: 'self' }])
    expect(updateTree(second.tree, sampleAt(60, command())).change).toMatchObject({ born: [], died: [] })
  })

  it('takes a reused pid for another process', () => {
    const tree = fold(sampleAt(20, command(), proc(11)))
    const { change } = updateTree(tree, sampleAt(40, command(), proc(11, { startId: 999 })))
    expect(change).toMatchObject({ born: [{ pid: 11, startId: 999 }], died: [{ pid: 11, startId: 110 }] })
  })

  it('counts a zombie as gone, once', () => {
    const tree = fold(sampleAt(20, command(), proc(11)))
    const dead = updateTree(tree, sampleAt(40, command(), proc(11, { state: 'zombie' })))
    expect(dead.change.died).toHaveLength(1)
    const still = updateTree(dead.tree, sampleAt(60, command(), proc(11, { state: 'zombie' })))
    expect(still.change).toMatchObject({ born: [], died: [] })
    expect(still.tree.ended).toHaveLength(1)
  })

  it('records a process first seen as a zombie as born and ended', () => {
    const { change, tree } = updateTree(
      fold(sampleAt(20, command())),
      sampleAt(40, command(), proc(11, { state: 'zombie' })),
    )
    expect([change.born.length, change.died.length, tree.living.size]).toEqual([1, 1, 1])
  })

  it('remembers at most endedMembersMax ended members and counts the rest', () => {
    const many = Array.from({ length: LIMITS.endedMembersMax + 5 }, (_, index) => proc(1000 + index))
    const tree = fold(sampleAt(20, command(), ...many), sampleAt(40, command()))
    expect([tree.ended.length, tree.endedDroppedCount]).toEqual([LIMITS.endedMembersMax, 5])
  })
})

describe('roles', () => {
  it('knows the command, children, reparented orphans and processes of their own session', () => {
    const tree = fold(
      sampleAt(20, command(), proc(11, { ppid: 10 }), proc(12, { ppid: 11 }), proc(13, { ppid: 10, sid: 13 })),
      sampleAt(40, command(), proc(12, { ppid: 1 }), proc(13, { ppid: 10, sid: 13 })),
    )
    const roles = [...tree.living.values()].map((member) => [member.pid, member.role])
    expect(roles).toEqual([
      [10, 'command'],
      [12, 'reparented'],
      [13, 'detached'],
    ])
  })

  it('calls a process reparented that was never seen with its parent', () => {
    const tree = fold(sampleAt(20, command(), proc(15, { ppid: 1, marks: ['cookie'] })))
    expect(findMember(tree, { pid: 15, startId: 150 })?.role).toBe('reparented')
  })

  it('says which processes changed parents', () => {
    const tree = fold(sampleAt(20, command(), proc(11, { ppid: 10 }), proc(12, { ppid: 11 })))
    const { change } = updateTree(tree, sampleAt(40, command(), proc(12, { ppid: 1 })))
    expect(change.reparented).toEqual([{ pid: 12, startId: 120 }])
  })

  it('does not take a younger process with the parent pid for the parent', () => {
    const child = proc(12, { ppid: 11, startedAtMs: 100 })
    const tree = fold(sampleAt(9_000, command(), proc(11, { startedAtMs: 8_000 }), child))
    expect(findMember(tree, child)?.parent).toBeNull()
  })
})

describe('cpu', () => {
  it('averages a member over whole windows only', () => {
    const busy = (cpuMs: number) => command({ cpuMs, startedAtMs: 0 })
    const at = (...steps: readonly [number, number][]) =>
      fold(...steps.map(([ms, cpu]) => sampleAt(ms, busy(cpu)))).living.get('10:100')?.cpuPercent
    expect(at([0, 0], [500, 250])).toBe(0)
    expect(at([0, 0], [500, 250], [1000, 500])).toBe(50)
    expect(at([0, 0], [500, 250], [1000, 500], [1500, 500], [2000, 500])).toBe(0)
  })

  it('adds up the tree, newborn members included, strangers of the past not', () => {
    const tree = fold(sampleAt(100, command({ cpuMs: 50 })))
    const newborn = proc(11, { startedAtMs: 150, cpuMs: 30 })
    const foundLate = proc(12, { startedAtMs: -9_000, cpuMs: 70_000 })
    expect(updateTree(tree, sampleAt(200, command({ cpuMs: 60 }), newborn, foundLate)).change.cpuMs).toBe(40)
  })

  it('counts children too short-lived to be seen, and none twice', () => {
    const unseen = updateTree(
      fold(sampleAt(100, command({ reapedCpuMs: 0 }))),
      sampleAt(200, command({ reapedCpuMs: 80 })),
    )
    expect(unseen.change.cpuMs).toBe(80)
    const followed = updateTree(
      fold(sampleAt(100, command({ reapedCpuMs: 0 }), proc(11, { cpuMs: 70 }))),
      sampleAt(200, command({ reapedCpuMs: 80 })),
    )
    expect(followed.change.cpuMs).toBe(10)
  })

  it('is progress when a process comes or goes or a window was busy, not when a tree idles', () => {
    const idle = fold(sampleAt(0, command()), sampleAt(1000, command({ cpuMs: 10 })))
    expect(isTreeProgress(updateTree(idle, sampleAt(2000, command({ cpuMs: 20 }))).change)).toBe(false)
    expect(isTreeProgress(updateTree(idle, sampleAt(2000, command({ cpuMs: 400 }))).change)).toBe(true)
    expect(isTreeProgress(updateTree(idle, sampleAt(1100, command({ cpuMs: 10 }), proc(11))).change)).toBe(true)
  })
})

describe('after the command', () => {
  it('has stragglers only once the command has exited, without zombies and deliberate daemons', () => {
    const others = [
      proc(11),
      proc(12, { state: 'zombie' }),
      proc(13, { command: ['/usr/bin/watchman', '--foreground'] }),
      proc(14, { command: ['node', 'dev-server.js'] }),
    ]
    const during = fold(sampleAt(100, command(), ...others))
    expect(stragglers(during)).toEqual([])
    const exited = markCommandExited(during, 150)
    expect(hasSampleSinceExit(exited)).toBe(false)
    const after = updateTree(exited, sampleAt(200, ...others)).tree
    expect(hasSampleSinceExit(after)).toBe(true)
    expect(stragglers(after, ['dev-server']).map((member) => member.pid)).toEqual([11])
    expect([...after.living.values()].every((member) => member.outlivedCommand)).toBe(true)
  })

  it('does not say that a process outlived the command which a sample begun before the exit has seen', () => {
    const exited = markCommandExited(fold(sampleAt(100, command(), proc(11))), 150)
    const late = updateTree(exited, sampleAt(140, command(), proc(11))).tree
    expect(late.living.get('11:110')?.outlivedCommand).toBe(false)
  })

  it('notices the exit by itself when nobody tells', () => {
    const tree = fold(sampleAt(100, command(), proc(11)), sampleAt(200, proc(11)))
    expect(tree.commandExitedAtMs).toBe(200)
    expect(stragglers(tree).map((member) => member.pid)).toEqual([11])
  })

  it('remembers who ended a process, also when the sample came first', () => {
    const seen = fold(sampleAt(100, command(), proc(11), proc(12)))
    const marked = markEndedBy(seen, [{ pid: 11, startId: 110 }], 'overstay')
    const gone = updateTree(marked, sampleAt(200, command())).tree
    expect(gone.ended.map((member) => member.endedBy)).toEqual(['overstay', 'self'])
    const corrected = markEndedBy(gone, [{ pid: 12, startId: 120 }], 'user')
    expect(corrected.ended.map((member) => member.endedBy)).toEqual(['overstay', 'user'])
  })
})

const states: readonly ProcessState[] = ['running', 'sleeping', 'stopped', 'zombie', 'dead', 'unknown']
const anyProcess: fc.Arbitrary<ProcessSample> = fc
  .record({
    pid: fc.integer({ min: 2, max: 9 }),
    startId: fc.integer({ min: 0, max: 2 }),
    ppid: fc.integer({ min: 0, max: 9 }),
    sid: fc.option(fc.integer({ min: 1, max: 3 })),
    startedAtMs: fc.integer({ min: -1_000, max: 5_000 }),
    state: fc.constantFrom(...states),
    cpuMs: fc.nat(5_000),
    marks: fc.subarray(['command', 'child', 'cookie'] as const),
  })
  .map((facts) => proc(facts.pid, facts))
const anySamples = fc
  .array(fc.tuple(fc.nat(2_000), fc.array(anyProcess, { maxLength: 8 })), { maxLength: 12 })
  .map((steps) => steps.map(([atMs, processes]) => sampleAt(atMs, ...processes)))

describe('any sequence of samples', () => {
  it('keeps births minus deaths equal to the living, and never has a process twice', () => {
    fc.assert(
      fc.property(anySamples, (samples) => {
        let tree = EMPTY_TREE
        let count = 0
        for (const sample of samples) {
          const result = updateTree(tree, sample)
          tree = result.tree
          count += result.change.born.length - result.change.died.length
          expect(tree.living.size).toBe(count)
          expect(result.change.cpuMs).toBeGreaterThanOrEqual(0)
          for (const [text, member] of tree.living) {
            expect(keyText(member)).toBe(text)
            expect(['zombie', 'dead']).not.toContain(member.state)
            expect(member.endedAtMs).toBeNull()
          }
          for (const member of tree.ended) expect(member.endedBy).not.toBeNull()
        }
      }),
    )
  })

  it('never changes a state it was given', () => {
    fc.assert(
      fc.property(anySamples, anySamples, (before, after) => {
        const tree = fold(...before)
        const copy = structuredClone(tree)
        for (const sample of after) updateTree(tree, sample)
        expect(tree).toEqual(copy)
      }),
    )
  })
})
