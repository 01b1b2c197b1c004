import { describe, expect, it } from 'vitest'
import { rankFindings } from '../../../src/core/suspects/rank.js'
import { EMPTY_TREE } from '../../../src/core/tree/tree-state.js'
import { findingOf, simulate } from '../run/simulation.js'

const order = (findings: ReturnType<typeof findingOf>[], proved: string[] = [], tree = EMPTY_TREE) =>
  rankFindings(findings, proved, tree).map((finding) => `${finding.id} ${finding.confidence}`)

describe('rankFindings', () => {
  it('puts what is proved first, then what holds, the surer first, a known line first', () => {
    const findings = [
      findingOf('guess', 1, { confidence: 'possible', site: null, summary: 'guess' }),
      findingOf('likely', 1, { confidence: 'likely', kind: 'worker' }),
      findingOf('sure', 1, { kind: 'tcp-server' }),
      findingOf('freed', 1, { kind: 'pipe', confidence: 'likely' }),
    ]
    expect(order(findings, ['freed'])).toEqual(['freed proved', 'sure certain', 'likely likely', 'guess possible'])
  })

  it('names one line once', () => {
    expect(order([findingOf('a', 1), findingOf('b', 1), findingOf('c', 2)])).toEqual(['a certain', 'c certain'])
  })

  it('drops what the OS infers of a process that has explained itself', () => {
    const os = findingOf('os', 1, { source: 'os', kind: 'unknown', site: null, summary: 'sleeps' })
    const stopped = findingOf('stopped', 1, { source: 'os', kind: 'stopped-process', site: null, summary: 'stopped' })
    expect(order([os, stopped, findingOf('inside', 1)])).toEqual(['inside certain', 'stopped certain'])
    expect(order([os, findingOf('elsewhere', 2)])).toHaveLength(2)
  })

  it('names a child once: by the line that its parent gives', () => {
    const child = findingOf('child', 2, { source: 'os', kind: 'child-process', confidence: 'possible' })
    const parent = findingOf('parent', 1, { kind: 'child-process' })
    expect(order([child, parent])).toEqual(['parent certain'])
  })

  it('does not blame a launcher for the process below it', () => {
    const { state } = simulate({
      processes: [
        { pid: 10, ppid: 1 },
        { pid: 11, ppid: 10 },
        { pid: 12, ppid: 11 },
      ],
      untilMs: 3_000,
    })
    const npm = findingOf('npm', 10, { kind: 'child-process', site: null, summary: 'child process 11' })
    const inside = findingOf('inside', 12)
    expect(order([npm, inside], [], state.tree)).toEqual(['inside certain'])
    expect(order([npm], [], state.tree)).toEqual(['npm certain'])
  })
})
