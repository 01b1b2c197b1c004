import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { SUSPECT_KINDS } from '../../../src/core/suspects/finding.js'
import { findFromOs } from '../../../src/core/suspects/from-os.js'
import { shortName } from '../../../src/core/suspects/os/describe.js'
import { markCommandExited } from '../../../src/core/tree/mark-ended.js'
import type { ProcessDetail, ProcessSample, ThreadWait } from '../../../src/core/tree/sample.js'
import { EMPTY_TREE, type TreeState } from '../../../src/core/tree/tree-state.js'
import { updateTree } from '../../../src/core/tree/update-tree.js'
import { command, proc, sampleAt } from '../tree/build-sample.js'

function treeOf(...processes: readonly ProcessSample[]): TreeState {
  return updateTree(EMPTY_TREE, sampleAt(10_000, ...processes)).tree
}

function detail(pid: number, facts: Partial<ProcessDetail> = {}): ProcessDetail {
  const nothing = { openFiles: 3, listening: [], connections: [], held: [], threads: [], cwd: '/', runtime: null }
  return { pid, startId: pid * 10, ...nothing, ...facts }
}

function thread(tid: number, facts: Partial<ThreadWait> = {}): ThreadWait {
  return { tid, name: 'main', state: 'sleeping', wchan: null, syscall: null, fd: null, ...facts }
}

describe('findFromOs', () => {
  it('folds npm and sh into the process they wait for', () => {
    const tree = treeOf(
      command({ command: ['npm', 'test'] }),
      proc(11, { ppid: 10, command: ['sh', '-c', 'jest'] }),
      proc(12, { ppid: 11, command: ['node', 'jest'] }),
    )
    const findings = findFromOs(tree, [detail(12, { threads: [thread(12, { syscall: 'epoll_wait', fd: 5 })] })])
    expect(findings.map((finding) => [finding.process.pid, finding.kind, finding.summary])).toEqual([
      [12, 'unknown', 'node jest is still running: its main thread waits in its event loop'],
    ])
  })

  it('does not call a deliberate daemon a straggler, unless it keeps the output open', () => {
    const daemon = proc(11, { command: ['/usr/bin/watchman', '--foreground'] })
    const after = updateTree(markCommandExited(treeOf(command(), daemon), 10_000), sampleAt(11_000, daemon)).tree
    expect(findFromOs(after, [detail(11)])).toEqual([])
    const output = { fd: 1, what: 'output', id: 'pipe:[1]', access: 'write' } as const
    expect(findFromOs(after, [detail(11, { held: [output] })])).toMatchObject([{ kind: 'inherited-output' }])
  })

  it('tells a reader that blocks itself from one that waits for others', () => {
    const ends = [
      { fd: 4, what: 'pipe', id: 'pipe:[7]', access: 'read' },
      { fd: 5, what: 'pipe', id: 'pipe:[7]', access: 'write' },
    ] as const
    const blocked = detail(10, { held: ends, threads: [thread(10, { syscall: 'read', fd: 4 })] })
    const [finding] = findFromOs(treeOf(command({ command: ['./tests'] })), [blocked])
    expect(finding?.summary).toBe('tests reads a pipe to its end but holds the writing end itself')
  })

  it('still speaks where the details cannot be read', () => {
    const [finding] = findFromOs(treeOf(command({ command: ['./tests'] })), [])
    expect(finding?.summary).toBe('tests is still running; the system does not tell what it waits for')
    expect(finding?.evidence).toContain('what it waits for could not be read')
  })

  it('shows no arguments that could be secrets', () => {
    const names = (...words: string[]) => shortName({ name: 'x', command: words })
    expect(names('/usr/bin/psql', 'postgres://u:secret@h/db')).toBe('psql')
    expect(names('node', '--inspect', '/app/server.js', '--token=secret')).toBe('node server.js')
    expect(names('sh', '-c', 'curl -u secret')).toBe('sh -c …')
    expect(names('python3', '-m', 'http.server', 'secret')).toBe('python3 -m http.server')
  })

  it('is total, bounded and speaks of living members only, whatever it is given', () => {
    const anyStream = fc.record({
      fd: fc.nat(5),
      what: fc.constantFrom('output', 'pipe', 'terminal'),
      id: fc.constantFrom('pipe:[1]', 'pipe:[2]', '/dev/pts/1'),
      access: fc.constantFrom('read', 'write', 'both'),
    })
    const anyThread = fc.record({
      tid: fc.nat(20),
      name: fc.string(),
      state: fc.constantFrom('running', 'sleeping', 'uninterruptible', 'stopped'),
      wchan: fc.option(fc.string()),
      syscall: fc.option(fc.constantFrom('read', 'write', 'wait4', 'futex', 'epoll_wait', 'flock', 'syscall 999')),
      fd: fc.option(fc.nat(5)),
    })
    const anyEndpoint = fc.record({ address: fc.string(), port: fc.nat(65_535) })
    const anyDetail = fc
      .tuple(
        fc.integer({ min: 10, max: 16 }),
        fc.array(anyStream, { maxLength: 4 }),
        fc.array(anyThread, { maxLength: 8 }),
        fc.array(anyEndpoint, { maxLength: 3 }),
      )
      .map(([pid, held, threads, listening]) =>
        detail(pid, { held: held as ProcessDetail['held'], threads: threads as ThreadWait[], listening }),
      )
    const anyTree = fc.array(
      fc.record({ ppid: fc.integer({ min: 9, max: 16 }), cpuMs: fc.nat(9_000), sid: fc.constantFrom(100, 7) }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(anyTree, fc.array(anyDetail, { maxLength: 8 }), fc.boolean(), (others, details, hasExited) => {
        const processes = others.map((facts, index) => proc(11 + index, facts))
        let tree = treeOf(...(hasExited ? [] : [command()]), ...processes)
        if (hasExited) tree = markCommandExited(tree, 5_000)
        const findings = findFromOs(tree, details)
        expect(findings.length).toBeLessThanOrEqual(LIMITS.findingsMax)
        expect(new Set(findings.map((finding) => finding.id)).size).toBe(findings.length)
        for (const finding of findings) {
          expect(tree.living.has(`${finding.process.pid}:${finding.process.startId}`)).toBe(true)
          expect(SUSPECT_KINDS).toContain(finding.kind)
          expect(finding.summary).not.toContain('undefined')
        }
      }),
    )
  })
})
