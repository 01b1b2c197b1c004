import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toKey } from '../../../src/core/tree/member.js'
import { orderDeepestFirst } from '../../../src/core/tree/order.js'
import { findStrays, runnerChain } from '../../../src/core/tree/runner-chain.js'
import { runnerNameOf } from '../../../src/core/tree/runner-names.js'
import type { ProcessSample } from '../../../src/core/tree/sample.js'
import { EMPTY_TREE } from '../../../src/core/tree/tree-state.js'
import { updateTree } from '../../../src/core/tree/update-tree.js'
import { command, proc, sampleAt } from './build-sample.js'

function treeOf(...processes: readonly ProcessSample[]) {
  return updateTree(EMPTY_TREE, sampleAt(50, ...processes)).tree
}

function chainOf(processes: readonly ProcessSample[], runnerPids: readonly number[] = []) {
  const tree = treeOf(...processes)
  const chain = runnerChain(tree, runnerPids)
  return { chain: chain.map((key) => key.pid), strays: findStrays(tree, chain).map((member) => member.pid) }
}

describe('runnerChain', () => {
  it('follows only children: npm, sh, node', () => {
    const npm = [
      command({ command: ['npm', 'test'] }),
      proc(11, { ppid: 10, command: ['sh', '-c', 'node t.js'] }),
      proc(12, { ppid: 11, command: ['node', 't.js'] }),
      proc(13, { ppid: 12, command: ['postgres'] }),
      proc(14, { ppid: 12, command: ['redis-server'] }),
    ]
    expect(chainOf(npm)).toEqual({ chain: [10, 11, 12], strays: [13, 14] })
  })

  it('does not take the only server a runner has left for the runner', () => {
    const jest = [
      command({ command: ['node', '/app/node_modules/.bin/jest'] }),
      proc(11, { ppid: 10, command: ['node', 'server.js'] }),
    ]
    expect(chainOf(jest)).toEqual({ chain: [10], strays: [11] })
  })

  it('does not take the only child of an unknown script for the next link', () => {
    const script = [command({ command: ['node', 'test.js'] }), proc(11, { ppid: 10, command: ['node', 'server.js'] })]
    expect(chainOf(script)).toEqual({ chain: [10], strays: [11] })
    const wrapper = [command({ command: ['node', 'scripts/test.js'] }), proc(11, { ppid: 10, command: ['jest'] })]
    expect(chainOf(wrapper).chain).toEqual([10, 11])
  })

  it('follows the launcher where a shell has started a server too', () => {
    const xvfb = [
      command({ command: ['/bin/sh', '/usr/bin/xvfb-run', 'yarn', 'test'] }),
      proc(11, { ppid: 10, command: ['Xvfb', ':99'] }),
      proc(12, { ppid: 10, command: ['node', '/repo/.yarn/releases/yarn-4.1.0.cjs', 'test'] }),
      proc(13, { ppid: 12, command: ['node', 'check.js'] }),
    ]
    expect(chainOf(xvfb)).toEqual({ chain: [10, 12, 13], strays: [11] })
  })

  it('does not take a fork or a worker of a runner for the runner', () => {
    const pytest = ['/usr/bin/python3', '-m', 'pytest']
    const forked = [command({ command: pytest }), proc(11, { ppid: 10, command: pytest })]
    expect(chainOf(forked)).toEqual({ chain: [10], strays: [11] })
    const vitest = [command({ command: ['node (vitest)'] }), proc(11, { ppid: 10, command: ['node (vitest 1)'] })]
    expect(chainOf(vitest)).toEqual({ chain: [10], strays: [11] })
    const mocha = [
      command({ command: ['node', '/app/node_modules/mocha/bin/mocha.js'] }),
      proc(11, { ppid: 10, command: ['node', '--expose-gc', '/app/node_modules/mocha/lib/cli/cli.js'] }),
    ]
    expect(chainOf(mocha)).toEqual({ chain: [10, 11], strays: [] })
  })

  it('finds the runner among the children of a shell', () => {
    const piped = [
      command({ command: ['sh', '-c', 'jest | cat'] }),
      proc(11, { ppid: 10, command: ['node', '/app/node_modules/jest/bin/jest.js'] }),
      proc(12, { ppid: 10, command: ['cat'] }),
    ]
    expect(chainOf(piped)).toEqual({ chain: [10, 11], strays: [12] })
  })

  it('is the way down to the process in which the tests were seen', () => {
    const wrapped = [
      command({ command: ['sh', 'ci.sh'] }),
      proc(11, { ppid: 10, command: ['./tests'] }),
      proc(12, { ppid: 10, command: ['./server'] }),
      proc(13, { ppid: 11, command: ['./tests-child'] }),
    ]
    expect(chainOf(wrapped)).toEqual({ chain: [10], strays: [11, 12, 13] })
    expect(chainOf(wrapped, [13])).toEqual({ chain: [10, 11, 13], strays: [12] })
    expect(chainOf(wrapped, [4711])).toEqual({ chain: [10], strays: [11, 12, 13] })
  })

  it('is empty without a living command', () => {
    expect(chainOf([proc(11)])).toEqual({ chain: [], strays: [11] })
  })
})

describe('runnerNameOf', () => {
  const runners = [
    'node /app/node_modules/.bin/vitest run',
    'node (vitest)',
    'node --require ./x.js node_modules/mocha/bin/mocha.js',
    'node --test test/',
    'node /app/node_modules/@playwright/test/cli.js test',
    '/usr/bin/python3 -m pytest -q',
    '/usr/bin/python3 /usr/bin/pytest',
    'python3 -m unittest discover',
    'go test ./...',
    '/tmp/go-build1/b001/pkg.test -test.timeout=10m',
    'ruby /usr/bin/rspec',
    'bun test',
  ]
  const others = [
    'node (vitest 1)',
    'node /app/node_modules/jest-worker/build/workers/processChild.js',
    'npm test',
    'sh -c jest',
    'tail -f jest.log',
    'node server.js jest',
    'python3 -m http.server',
    'node -e 0 jest',
    'cat',
    '',
  ]
  it.each(runners)('%s is one', (line) => expect(runnerNameOf(split(line))).not.toBeNull())
  it.each(others)('%s is none', (line) => expect(runnerNameOf(split(line))).toBeNull())
})

function split(line: string): readonly string[] {
  return line.startsWith('node (vitest') ? [line] : line.split(' ').filter((word) => word !== '')
}

describe('orderDeepestFirst', () => {
  it('puts every child before its parent, in any tree and for any order of keys', () => {
    const anyTree = fc
      .array(fc.nat(), { minLength: 1, maxLength: 30 })
      .map((picks) =>
        picks.map((pick, index) =>
          index === 0 ? command() : proc(10 + index, { ppid: 10 + (pick % index), startedAtMs: 0 }),
        ),
      )
    fc.assert(
      fc.property(anyTree, fc.infiniteStream(fc.nat()), (processes, order) => {
        const tree = treeOf(...processes)
        const shuffled = [...processes].map(toKey).sort(() => ((order.next().value ?? 0) % 3) - 1)
        const ordered = orderDeepestFirst(tree, shuffled).map((key) => key.pid)
        expect([...ordered].sort()).toEqual(processes.map((process) => process.pid).sort())
        for (const process of processes.slice(1))
          expect(ordered.indexOf(process.pid)).toBeLessThan(ordered.indexOf(process.ppid))
      }),
    )
  })

  it('ends with cyclic parents and unknown keys', () => {
    const tree = treeOf(command(), proc(11, { ppid: 12 }), proc(12, { ppid: 11 }))
    const keys = [
      { pid: 77, startId: 1 },
      { pid: 11, startId: 110 },
      { pid: 12, startId: 120 },
    ]
    expect(orderDeepestFirst(tree, keys).map((key) => key.pid)).toEqual([11, 12, 77])
  })
})
