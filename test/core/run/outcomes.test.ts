import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/core/events.js'
import { claimOf, findingOf, finish, output, simulate, type World } from './simulation.js'

/** Outcome, exit code and who ended it, of a world. */
function judge(world: World): string {
  const { state } = simulate(world)
  const { conclusion } = state
  return conclusion === null
    ? `none (${state.phase})`
    : `${conclusion.outcome} ${conclusion.exitCode} ${conclusion.endedBy}`
}

const interrupt = (atMs: number, delivered = false): Event => ({
  type: 'userSignalled',
  atMs,
  signal: 'SIGINT',
  delivered,
})

describe('a run that ends by itself', () => {
  it.each([0, 1, 42, 137])('keeps the exit code %i', (exitCode) => {
    expect(judge({ processes: [{ pid: 10, ppid: 1, endsAtMs: 500, exitCode }] })).toBe(`clean ${exitCode} self`)
  })

  it('gives 128+N where a signal ended the command', () => {
    const world: World = {
      processes: [{ pid: 10, ppid: 1 }],
      script: [
        { type: 'commandExited', atMs: 50, code: null, signal: 'SIGSEGV' } as Event,
        { type: 'outputClosed', atMs: 51 } as Event,
      ],
      isBlind: true,
    }
    expect(judge(world)).toBe('clean 139 self')
  })

  it('is clean when the teardown is quick, and with a failed test keeps its code', () => {
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 3_000, exitCode: 1 }]
    expect(judge({ processes, script: [output(900), finish(1_000, 'failed')] })).toBe('clean 1 self')
  })

  it('is a slow exit when it needed longer than the teardown timeout but worked', () => {
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 9_000, exitCode: 0, load: 0.9 }]
    expect(judge({ processes, script: [finish(1_000)] })).toBe('slow-exit 0 self')
  })

  it('waits for an end that a probe knows', () => {
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 9_000, exitCode: 0 }]
    expect(judge({ processes, script: [finish(1_000)], willEndInMs: 2_800 })).toBe('slow-exit 0 self')
  })
})

describe('an overstay', () => {
  const held = { pid: 10, ppid: 1, obeys: { SIGTERM: 10 } } as const

  it('is ended and says 121', () => {
    const told = simulate({ processes: [held], script: [output(10), finish(1_000)] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121, endedBy: 'overstay' })
    expect(told.signals[0]).toMatchObject({ signal: 'SIGTERM', pid: 10 })
    // Teardown timeout 5 s after the finish, and the diagnosis before anything is ended.
    expect(told.signals[0]!.atMs).toBeGreaterThanOrEqual(6_000)
  })

  it('reports before it ends anything', () => {
    const { actions } = simulate({ processes: [held], script: [finish(1_000)] })
    const kinds = actions.map(({ action }) => action.type)
    expect(kinds.indexOf('writeInterimReport')).toBeLessThan(kinds.indexOf('sendSignal'))
    expect(kinds.indexOf('announce')).toBeLessThan(kinds.indexOf('sendSignal'))
  })

  it('is 1 when tests failed and the code is not known', () => {
    expect(judge({ processes: [held], script: [finish(1_000, 'failed')] })).toBe('overstayed 1 overstay')
  })

  it('is 0 with --hang-result warn or pass, but only for tests known to have passed', () => {
    for (const hangResult of ['warn', 'pass'] as const) {
      expect(judge({ policy: { hangResult }, processes: [held], script: [finish(1_000)] })).toBe(
        'overstayed 0 overstay',
      )
      expect(judge({ policy: { hangResult }, processes: [held], script: [finish(1_000, 'failed')] })).toMatch(/ 1 /)
      expect(judge({ policy: { hangResult }, processes: [held], script: [finish(1_000, 'unknown')] })).toMatch(/ 121 /)
    }
  })

  it('releases first, proves the suspect, and keeps a failing code of the runner itself', () => {
    const findings = [findingOf('t1', 10)]
    const world = { processes: [{ ...held, heldBy: 't1', exitCode: 3 }], script: [finish(1_000, 'failed')], findings }
    const told = simulate(world)
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 3, endedBy: 'release' })
    expect(told.state.diagnosis.proved).toEqual(['t1'])
    expect(told.signals).toEqual([])
  })

  it('says 121 although the released runner gave 0', () => {
    const findings = [findingOf('t1', 10)]
    expect(judge({ processes: [{ ...held, heldBy: 't1' }], script: [finish(1_000)], findings })).toBe(
      'overstayed 121 release',
    )
  })

  it('does not release with --no-release', () => {
    const findings = [findingOf('t1', 10)]
    const world = {
      policy: { release: false },
      processes: [{ ...held, heldBy: 't1' }],
      script: [finish(1_000)],
      findings,
    }
    expect(judge(world)).toBe('overstayed 121 overstay')
  })

  it('ends strays first and lets the runner go by itself', () => {
    const processes = [
      { pid: 10, ppid: 1, waitsFor: 12, exitCode: 0 },
      { pid: 12, ppid: 10, obeys: { SIGTERM: 5 } },
      { pid: 13, ppid: 10, obeys: { SIGTERM: 5 } },
    ]
    const told = simulate({ processes, script: [finish(1_000)] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121, endedBy: 'self' })
    expect(told.signals.map((sent) => sent.pid)).not.toContain(10)
  })

  it('kills what ignores SIGTERM after --kill-after, not before', () => {
    const told = simulate({
      policy: { killAfterMs: 3_000 },
      processes: [{ pid: 10, ppid: 1 }],
      script: [finish(1_000)],
    })
    const term = told.signals.find((sent) => sent.signal === 'SIGTERM')!
    const kill = told.signals.find((sent) => sent.signal === 'SIGKILL')!
    expect(kill.atMs - term.atMs).toBeGreaterThanOrEqual(3_000)
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121 })
  })

  it('names what cannot be killed', () => {
    const told = simulate({ processes: [{ pid: 10, ppid: 1, unkillable: true }], script: [finish(1_000)] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121 })
    expect(told.state.ladder?.survivors.map((key) => key.pid)).toEqual([10])
  })

  it('does not wait for ever for a runner that works on: --teardown-limit', () => {
    const told = simulate({ processes: [{ ...held, load: 1 }], script: [finish(1_000)] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed' })
    expect(told.signals[0]!.atMs).toBeGreaterThanOrEqual(61_000)
    expect(told.signals[0]!.atMs).toBeLessThan(70_000)
  })

  it('does not depend on a diagnosis that answers', () => {
    expect(judge({ processes: [held], script: [finish(1_000)], diagnosisMs: null })).toBe('overstayed 121 overstay')
  })

  it('is left alone with --on-hang leave', () => {
    const told = simulate({ policy: { onHang: 'leave' }, processes: [held], script: [finish(1_000)] })
    expect(told.signals).toEqual([])
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121 })
    expect(told.actions.map(({ action }) => action.type)).toContain('detach')
  })

  it('is waited for with --on-hang wait, and then was a slow one', () => {
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 300_000 }]
    const told = simulate({ policy: { onHang: 'wait' }, processes, script: [finish(1_000)] })
    expect(told.signals).toEqual([])
    expect(told.state.conclusion).toMatchObject({ outcome: 'slow-exit', exitCode: 0, endedBy: 'self' })
  })

  it('asks the person with --on-hang ask, who may end it', () => {
    const end: Event = { type: 'userDecided', atMs: 20_000, decision: { type: 'end' } }
    const told = simulate({ policy: { onHang: 'ask' }, processes: [held], script: [finish(1_000), end] })
    expect(told.actions.map(({ action }) => action.type)).toContain('askUser')
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121, endedBy: 'user' })
    expect(told.signals[0]!.atMs).toBeGreaterThanOrEqual(20_000)
  })
})

describe('finish is a hypothesis', () => {
  it('is taken back by later test output', () => {
    const back: Event = { type: 'finishWithdrawn', atMs: 3_000, reason: 'another runner started' }
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 40_000, exitCode: 0 }]
    expect(judge({ processes, script: [finish(1_000), back, finish(39_000)] })).toBe('clean 0 self')
  })

  it('is not believed while a hook says that tests run', () => {
    const started: Event = {
      type: 'hookReported',
      atMs: 100,
      pid: 10,
      runner: 'pytest',
      worker: false,
      claim: null,
      ancestors: [],
    }
    const over: Event = { ...started, atMs: 29_000, claim: { ...claimOf('passed'), source: 'hook' } } as Event
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 30_000, exitCode: 0 }]
    expect(judge({ processes, script: [started, finish(1_000), over] })).toBe('clean 0 self')
  })

  it('is not told by runners that the tests start themselves, however many', () => {
    const hook = (atMs: number, pid: number, ancestors: number[], verdict: 'failed' | 'passed' | null): Event => ({
      type: 'hookReported',
      atMs,
      pid,
      runner: 'any',
      worker: false,
      ancestors,
      claim: verdict === null ? null : { ...claimOf(verdict), source: 'hook' },
    })
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 40_000, exitCode: 0 }]
    const inner = Array.from({ length: 1_200 }, (_, n) => hook(1_000 + n, 1_000 + n, [500, 10], 'failed'))
    // Some are gone before anybody can look who started them, workers of theirs too.
    const vanished = hook(2_500, 9_000, [], 'failed')
    const orphan: Event = { ...(hook(2_600, 9_001, [], 'failed') as object), worker: true } as Event
    const script = [hook(100, 10, [], null), ...inner, vanished, orphan, hook(39_900, 10, [], 'passed')]
    const told = simulate({ processes, script })
    expect(told.state.conclusion).toMatchObject({ outcome: 'clean', exitCode: 0 })
    expect(told.state.finish.believed).toMatchObject({ verdict: 'passed', counts: { passed: 3 } })
  })

  it('is known by the workers when the runner waits for one that lingers', () => {
    const hook = (atMs: number, pid: number, worker: boolean, verdict: 'passed' | null): Event => ({
      type: 'hookReported',
      atMs,
      pid,
      runner: 'node-test',
      worker,
      ancestors: worker ? [10] : [],
      claim: verdict === null ? null : { ...claimOf(verdict), source: 'hook' },
    })
    const processes = [
      { pid: 10, ppid: 1, waitsFor: 11 },
      { pid: 11, ppid: 10, heldBy: 's' },
    ]
    const script = [hook(50, 10, false, null), hook(100, 11, true, null), hook(900, 11, true, 'passed')]
    expect(judge({ processes, script, findings: [findingOf('s', 11)] })).toBe('overstayed 121 release')
  })

  it('an afterAll that never ends is an overstay after the teardown limit, although it computes', () => {
    const doing = (atMs: number, pid: number, what: 'test' | 'teardownHook'): Event => ({
      type: 'testActivitySeen',
      atMs,
      what,
      probe: { pid, doing: what },
    })
    const processes = [
      { pid: 10, ppid: 1, obeys: { SIGTERM: 5 } },
      { pid: 11, ppid: 10, load: 1, obeys: { SIGTERM: 5 } },
      { pid: 12, ppid: 10, endsAtMs: 200_000, obeys: { SIGTERM: 5 } },
    ]
    const script = [doing(900, 11, 'test'), doing(1_000, 11, 'teardownHook')]
    const told = simulate({ processes, script })
    expect(told.state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121 })
    expect(told.signals[0]!.atMs).toBeGreaterThanOrEqual(61_000)
    const another = simulate({ processes, script: [...script, doing(1_500, 12, 'test')] })
    expect(another.signals[0]?.atMs ?? Number.POSITIVE_INFINITY).toBeGreaterThan(200_000)
  })

  it('does not make a watch mode a hang', () => {
    const watch: Event = { type: 'watchModeSeen', atMs: 1_001, runner: 'vitest' }
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 500_000 }]
    expect(judge({ processes, script: [finish(1_000), watch] })).toMatch(/^(clean|slow-exit) 0 self$/)
  })
})

describe('leaks', () => {
  const command = { pid: 10, ppid: 1, endsAtMs: 500, exitCode: 0 } as const
  const straggler = { pid: 11, ppid: 10, obeys: { SIGTERM: 10 } } as const

  it('are ended, and are a warning by default', () => {
    const told = simulate({ processes: [command, straggler] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'leaked', exitCode: 0 })
    expect(told.signals).toMatchObject([{ signal: 'SIGTERM', pid: 11 }])
  })

  it('are 122 with --leak-result fail, but never hide a failing command', () => {
    expect(judge({ policy: { leakResult: 'fail' }, processes: [command, straggler] })).toMatch(/^leaked 122 /)
    const failing = { ...command, exitCode: 7 }
    expect(judge({ policy: { leakResult: 'fail' }, processes: [failing, straggler] })).toMatch(/^leaked 7 /)
  })

  it('are none when they go within the leak timeout', () => {
    expect(judge({ processes: [command, { pid: 11, ppid: 10, endsAtMs: 1_200 }] })).toBe('clean 0 self')
  })

  it('may stay when allowed', () => {
    const told = simulate({ policy: { allow: ['p11'] }, processes: [command, straggler] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'clean', exitCode: 0 })
    expect(told.signals).toEqual([])
  })

  it('stay with --on-hang leave', () => {
    const told = simulate({ policy: { onHang: 'leave' }, processes: [command, straggler] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'leaked', exitCode: 0 })
    expect(told.signals).toEqual([])
  })
})

describe('before the finish', () => {
  it('silence is no stall unless asked for', () => {
    expect(judge({ processes: [{ pid: 10, ppid: 1, endsAtMs: 500_000 }] })).toBe('clean 0 self')
  })

  it('a notice ends nothing and is given once', () => {
    const told = simulate({ processes: [{ pid: 10, ppid: 1, endsAtMs: 500_000 }] })
    const said = told.actions.filter(({ action }) => action.type === 'announce')
    expect(said.map(({ action }) => action)).toEqual([{ type: 'announce', announcement: 'notice' }])
    expect(told.signals).toEqual([])
  })

  it('a stall is ended with 124', () => {
    const world = { policy: { stallMs: 10_000 }, processes: [{ pid: 10, ppid: 1, obeys: { SIGTERM: 5 } }] }
    expect(judge(world)).toBe('stalled 124 overstay')
    const busy = { policy: { stallMs: 10_000 }, processes: [{ pid: 10, ppid: 1, load: 1, endsAtMs: 90_000 }] }
    expect(judge(busy)).toBe('clean 0 self')
  })

  it('the deadline is 124, and an overstay when the tests were over', () => {
    const processes = [{ pid: 10, ppid: 1, obeys: { SIGTERM: 5 }, load: 1 }]
    expect(judge({ policy: { deadlineMs: 30_000 }, processes })).toBe('deadline 124 overstay')
    expect(judge({ policy: { deadlineMs: 30_000 }, processes, script: [finish(20_000)] })).toBe(
      'overstayed 121 overstay',
    )
  })
})

describe('the user', () => {
  it('the first Ctrl-C goes to the command', () => {
    const told = simulate({ processes: [{ pid: 10, ppid: 1, obeys: { SIGINT: 20 } }], script: [interrupt(100)] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 130, endedBy: 'user' })
    expect(told.signals).toMatchObject([{ signal: 'SIGINT', pid: 10 }])
    const said = told.actions.flatMap(({ action }) => (action.type === 'announce' ? [action.announcement] : []))
    expect(said).toEqual(['interruptForwarded'])
  })

  it('is not sent twice when the kernel has delivered it', () => {
    const told = simulate({
      processes: [{ pid: 10, ppid: 1, endsAtMs: 200, exitCode: 2 }],
      script: [interrupt(100, true)],
    })
    expect(told.signals).toEqual([])
    expect(told.state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 130 })
  })

  it('the second ends the tree, the third kills it', () => {
    const told = simulate({
      processes: [{ pid: 10, ppid: 1 }],
      script: [interrupt(100), interrupt(200), interrupt(300)],
    })
    expect(told.signals.map((sent) => sent.signal)).toEqual(['SIGINT', 'SIGTERM', 'SIGKILL'])
    expect(told.state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 130 })
    expect(told.state.conclusion!.atMs).toBeLessThan(1_000)
  })

  it('SIGTERM is an order: the tree is ended when the command does not follow, the report is written at once', () => {
    const term: Event = { type: 'userSignalled', atMs: 100, signal: 'SIGTERM', delivered: false }
    const told = simulate({ processes: [{ pid: 10, ppid: 1 }], script: [term] })
    expect(told.state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 143 })
    expect(told.state.conclusion!.atMs).toBeLessThan(6_000)
    expect(told.actions.find(({ action }) => action.type === 'writeInterimReport')?.atMs).toBe(100)
  })

  it('a silent run that is told to end is asked first what holds it', () => {
    const term: Event = { type: 'userSignalled', atMs: 9_000, signal: 'SIGTERM', delivered: false }
    const findings = [findingOf('t1', 10)]
    const told = simulate({ processes: [{ pid: 10, ppid: 1, obeys: { SIGTERM: 5 } }], script: [term], findings })
    const order = told.actions.map(({ action }) => action.type)
    expect(order.indexOf('diagnose')).toBeLessThan(order.indexOf('forwardSignal'))
    expect(told.signals[0]!.atMs).toBeLessThan(10_100)
    expect(told.state.diagnosis.findings).toHaveLength(1)
    const mute = simulate({
      processes: [{ pid: 10, ppid: 1, obeys: { SIGTERM: 5 } }],
      script: [term],
      diagnosisMs: null,
    })
    expect(mute.signals[0]!.atMs).toBeLessThan(13_500)
    expect(mute.state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 143 })
  })

  it('a command that went on after Ctrl-C and passed was not interrupted', () => {
    const processes = [{ pid: 10, ppid: 1, endsAtMs: 9_000, exitCode: 0 }]
    expect(judge({ processes, script: [interrupt(100), finish(8_900)] })).toBe('clean 0 self')
  })

  it('other signals are only passed on', () => {
    const usr: Event = { type: 'userSignalled', atMs: 100, signal: 'SIGUSR1', delivered: false }
    const told = simulate({ processes: [{ pid: 10, ppid: 1, endsAtMs: 300, exitCode: 0 }], script: [usr] })
    expect(told.signals).toMatchObject([{ signal: 'SIGUSR1', pid: 10 }])
    expect(told.state.conclusion).toMatchObject({ outcome: 'clean', exitCode: 0 })
  })
})

describe('a command that does not start', () => {
  it.each([
    ['notFound', 127],
    ['notExecutable', 126],
    ['internal', 125],
  ] as const)('%s is %i', (reason, code) => {
    const script: Event[] = [{ type: 'spawnFailed', atMs: 1, reason, message: 'no' }]
    expect(judge({ processes: [], script })).toBe(`failed-to-start ${code} self`)
  })
})

it('ends although the process table cannot be read', () => {
  const script: Event[] = [
    { type: 'commandExited', atMs: 100, code: 0, signal: null },
    { type: 'outputClosed', atMs: 101 },
  ]
  const told = simulate({ processes: [{ pid: 10, ppid: 1 }], script, isBlind: true })
  expect(told.state.conclusion).toMatchObject({ outcome: 'clean', exitCode: 0 })
  expect(told.state.warnings.map((warning) => warning.code)).toContain('no-process-table')
})
