import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Event } from '../../../src/core/events.js'
import { DEFAULT_POLICY, type Policy } from '../../../src/core/policy.js'
import { initialState } from '../../../src/core/state.js'
import { step } from '../../../src/core/step.js'
import { claimOf, findingOf, type SimProcess, simulate, type World } from './simulation.js'

const ms = (max: number) => fc.integer({ min: 0, max })

const policies: fc.Arbitrary<Partial<Policy>> = fc.record({
  teardownTimeoutMs: fc.constantFrom(0, 500, 5_000),
  teardownLimitMs: fc.constantFrom(1_000, 60_000),
  leakTimeoutMs: fc.constantFrom(0, 200, 1_000),
  stallMs: fc.constantFrom(null, 2_000, 30_000),
  noticeMs: fc.constantFrom(null, 1_000, 60_000),
  deadlineMs: fc.constantFrom(null, 3_000, 50_000),
  killAfterMs: fc.constantFrom(0, 1_000, 5_000),
  onHang: fc.constantFrom('end' as const, 'leave' as const),
  hangResult: fc.constantFrom('fail' as const, 'warn' as const, 'pass' as const),
  leakResult: fc.constantFrom('fail' as const, 'warn' as const, 'pass' as const),
})

const delays = fc.record({ SIGTERM: ms(8_000), SIGINT: ms(3_000) }, { requiredKeys: [] })

/** A process that may ignore every signal but SIGKILL. The command ends by itself in time, or never. */
const behaviour = fc.record({
  endsAtMs: fc.option(ms(90_000), { nil: undefined }),
  exitCode: fc.constantFrom(0, 1, 7),
  obeys: delays,
  load: fc.constantFrom(0, 0.02, 1),
  holdsOutput: fc.boolean(),
  heldBy: fc.constantFrom(undefined, 'f0', 'f1'),
})

type Behaviour = typeof behaviour extends fc.Arbitrary<infer T> ? T : never

const worlds: fc.Arbitrary<World> = fc
  .record({
    policy: policies,
    command: behaviour,
    others: fc.array(fc.tuple(behaviour, fc.nat(3), ms(5_000)), { maxLength: 5 }),
    finishes: fc.array(fc.tuple(ms(40_000), fc.constantFrom('passed' as const, 'failed' as const, 'none' as const)), {
      maxLength: 3,
    }),
    withdrawals: fc.array(ms(40_000), { maxLength: 2 }),
    outputs: fc.array(ms(60_000), { maxLength: 8 }),
    signals: fc.array(fc.tuple(ms(80_000), fc.constantFrom('SIGINT' as const, 'SIGTERM' as const)), { maxLength: 1 }),
    diagnosisMs: fc.constantFrom(null, 0, 100, 4_000),
    endMs: fc.constantFrom(null, 0, 1_000, 30_000),
  })
  .map((parts) => buildWorld(parts))

function buildWorld(parts: {
  policy: Partial<Policy>
  command: Behaviour
  others: [Behaviour, number, number][]
  finishes: [number, 'passed' | 'failed' | 'none'][]
  withdrawals: number[]
  outputs: number[]
  signals: [number, 'SIGINT' | 'SIGTERM'][]
  diagnosisMs: number | null
  endMs: number | null
}): World {
  const processes: SimProcess[] = [clean({ pid: 10, ppid: 1, ...parts.command })]
  parts.others.forEach(([how, parent, bornAtMs], index) => {
    processes.push(clean({ pid: 11 + index, ppid: 10 + Math.min(parent, index), bornAtMs, ...how }))
  })
  const script: Event[] = [
    ...parts.finishes.map(([atMs, verdict]): Event => ({ type: 'finishClaimed', atMs, claim: claimOf(verdict) })),
    ...parts.withdrawals.map((atMs): Event => ({ type: 'finishWithdrawn', atMs, reason: 'more tests' })),
    ...parts.outputs.map((atMs): Event => ({ type: 'outputArrived', atMs, byteCount: 5 })),
    ...parts.signals.map(([atMs, signal]): Event => ({ type: 'userSignalled', atMs, signal, delivered: false })),
    // Nobody waits for ever for a silent run: what is not ended by then is the person's to end.
    ...[0, 1, 2].map((n): Event => ({ type: 'userSignalled', atMs: 200_000 + n, signal: 'SIGINT', delivered: false })),
  ]
  return {
    policy: parts.policy,
    processes,
    script: script.sort((a, b) => a.atMs - b.atMs),
    diagnosisMs: parts.diagnosisMs,
    findings: [findingOf('f0', 10), findingOf('f1', 11)],
    willEndInMs: parts.endMs,
  }
}

function clean(process: { [K in keyof SimProcess]: SimProcess[K] | undefined }): SimProcess {
  return Object.fromEntries(Object.entries(process).filter(([, value]) => value !== undefined)) as unknown as SimProcess
}

const RUNS = { numRuns: 400 }

describe('in every world', () => {
  it('the run ends', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { state } = simulate({ ...world, untilMs: 400_000 })
        expect(state.conclusion).not.toBeNull()
      }),
      RUNS,
    )
  })

  it('nothing that may not stay is left, unless it was to be left or is named', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { state } = simulate({ ...world, untilMs: 400_000 })
        if (state.policy.onHang === 'leave') return
        expect(state.tree.living.size).toBe(0)
      }),
      RUNS,
    )
  })

  it('no failing test becomes 0, and 0 is only said for a reason', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { state } = simulate({ ...world, untilMs: 400_000 })
        const { conclusion, command, finish, policy } = state
        if (conclusion?.exitCode !== 0) return
        const ownZero = command.exit?.code === 0 && command.forcedBy === null
        const waved =
          conclusion.outcome === 'overstayed' && policy.hangResult !== 'fail' && finish.believed?.verdict === 'passed'
        expect(ownZero || waved).toBe(true)
        if (conclusion.outcome === 'overstayed') expect(finish.believed?.verdict).not.toBe('failed')
      }),
      RUNS,
    )
  })

  it('nothing is killed before it may be', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const { state, signals } = simulate({ ...world, untilMs: 400_000 })
        const first = signals.find((sent) => sent.signal === 'SIGTERM' || sent.signal === 'SIGKILL')
        if (first === undefined || state.user.endSignal !== null) return
        expect(first.atMs).toBeGreaterThanOrEqual(earliestEnd(world, state))
      }),
      RUNS,
    )
  })

  it('what the diagnosis finds changes nothing but the words', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const blindfold = { ...world, policy: { ...world.policy, release: false }, willEndInMs: null, untilMs: 400_000 }
        const told = simulate({ ...blindfold, findings: world.findings ?? [] }).state.conclusion
        const untold = simulate({ ...blindfold, findings: [] }).state.conclusion
        expect(told).toEqual(untold)
      }),
      RUNS,
    )
  })
})

/** No bound of the policy can have run out before this. */
function earliestEnd(world: World, state: ReturnType<typeof initialState>): number {
  const policy = { ...DEFAULT_POLICY, ...world.policy }
  const finishes = (world.script ?? []).filter((event) => (event as Event).type === 'finishClaimed')
  const bounds = [
    policy.deadlineMs,
    policy.stallMs,
    ...finishes.map((event) => event.atMs + Math.min(policy.teardownTimeoutMs, policy.teardownLimitMs)),
    state.command.exit === null ? null : state.command.exit.atMs + policy.leakTimeoutMs,
  ]
  return Math.min(...bounds.filter((bound) => bound !== null))
}

describe('any events in any order', () => {
  const at = { atMs: ms(10_000) }
  const events: fc.Arbitrary<Event> = fc.oneof(
    fc.record({ type: fc.constant('commandStarted' as const), pid: fc.nat(), ...at }),
    fc.record({ type: fc.constant('outputArrived' as const), byteCount: fc.nat(), ...at }),
    fc.record({ type: fc.constant('outputClosed' as const), ...at }),
    fc.record({ type: fc.constant('commandExited' as const), code: fc.nat(255), signal: fc.constant(null), ...at }),
    fc.record({ type: fc.constant('finishClaimed' as const), claim: fc.constant(claimOf('passed')), ...at }),
    fc.record({ type: fc.constant('finishWithdrawn' as const), reason: fc.string(), ...at }),
    fc.record({
      type: fc.constant('testActivitySeen' as const),
      what: fc.string(),
      probe: fc.constantFrom(null, { pid: 4, doing: 'test' as const }, { pid: 5, doing: 'teardownHook' as const }),
      ...at,
    }),
    fc.record({ type: fc.constant('watchModeSeen' as const), runner: fc.string(), ...at }),
    fc.record({
      type: fc.constant('hookReported' as const),
      pid: fc.nat(20),
      runner: fc.string(),
      worker: fc.boolean(),
      claim: fc.constantFrom(null, claimOf('failed')),
      ancestors: fc.array(fc.nat(20), { maxLength: 3 }),
      ...at,
    }),
    fc.record({
      type: fc.constant('diagnosed' as const),
      askId: fc.nat(5),
      findings: fc.constant([findingOf('a', 3)]),
      details: fc.constant([]),
      willEndInMs: fc.constantFrom(null, 5),
      ...at,
    }),
    fc.record({ type: fc.constant('released' as const), askId: fc.nat(5), released: fc.constant(['a']), ...at }),
    fc.record({
      type: fc.constant('userSignalled' as const),
      signal: fc.constantFrom('SIGINT' as const, 'SIGTERM' as const, 'SIGUSR1' as const),
      delivered: fc.boolean(),
      ...at,
    }),
    fc.record({
      type: fc.constant('userDecided' as const),
      decision: fc.constantFrom(
        { type: 'end' as const },
        { type: 'wait' as const },
        { type: 'leave' as const },
        { type: 'diagnose' as const },
        { type: 'release' as const, findingIds: ['a'] },
      ),
      ...at,
    }),
    fc.record({ type: fc.constant('timeReached' as const), ...at }),
    fc.record({ type: fc.constant('warningRaised' as const), code: fc.string(), message: fc.string(), ...at }),
  )

  it('never throw, and a concluded run stays concluded', () => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 60 }), (script) => {
        let state = initialState(DEFAULT_POLICY)
        for (const event of script) {
          const concluded = state.conclusion
          const result = step(state, event)
          state = result.state
          if (concluded !== null) {
            expect(state.conclusion).toBe(concluded)
            expect(result.actions).toEqual([])
          }
        }
      }),
      { numRuns: 1_500 },
    )
  })
})
