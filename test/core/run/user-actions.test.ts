import { describe, expect, it } from 'vitest'
import type { Event, UserDecision } from '../../../src/core/events.js'
import { findingOf, finish, output, simulate, type World } from './simulation.js'

/** What a person does at the terminal after a run has overstayed, and what the run makes of it. */

const decided = (atMs: number, decision: UserDecision): Event => ({ type: 'userDecided', atMs, decision })
const release = (atMs: number, ...findingIds: string[]) => decided(atMs, { type: 'release', findingIds })

const held = { pid: 10, ppid: 1, obeys: { SIGTERM: 10 }, heldBy: 'a', exitCode: 3 } as const
const overstay: Omit<World, 'processes'> = {
  policy: { onHang: 'ask' },
  findings: [findingOf('a', 10), findingOf('b', 10)],
}
const untilAsked = [output(10), finish(1_000)]

describe('a release the person chose', () => {
  it('lets the command end with its own code, proves the suspect and is a step of the report', () => {
    const { state } = simulate({
      ...overstay,
      processes: [held],
      script: [...untilAsked, release(9_000, 'a')],
    })
    expect(state.conclusion).toMatchObject({ outcome: 'overstayed', endedBy: 'release', exitCode: 3 })
    expect(state.command.exit).toMatchObject({ code: 3 })
    expect(state.steps).toEqual([{ atMs: 9_000, step: 'release', signal: null, pids: [10] }])
    expect(state.diagnosis.findings.filter((f) => state.diagnosis.proved.includes(f.id))).toHaveLength(1)
  })

  it('keeps what was let go among the findings when the processes are asked again', () => {
    const { state, actions } = simulate({
      ...overstay,
      processes: [
        { ...held, heldBy: 'b' },
        { pid: 20, ppid: 10, heldBy: 'a' },
      ],
      script: [...untilAsked, release(9_000, 'a')],
      untilMs: 20_000,
    })
    expect(actions.filter(({ action }) => action.type === 'diagnose')).toHaveLength(2)
    expect(state.phase).toBe('asking')
    const ids = state.diagnosis.findings.map((finding) => finding.id)
    expect(ids).toContain('b')
    expect(ids.filter((id) => id.startsWith('released '))).toEqual([...state.user.released])
  })

  it('of nothing that can be let go does nothing', () => {
    const { state, actions } = simulate({
      ...overstay,
      findings: [{ ...findingOf('a', 10), release: null }],
      processes: [held],
      script: [...untilAsked, release(9_000, 'a', 'never-heard-of')],
      untilMs: 20_000,
    })
    expect(actions.some(({ action }) => action.type === 'release')).toBe(false)
    expect(state.phase).toBe('asking')
  })
})

describe('a signal the person chose', () => {
  const kill = (atMs: number, pid: number) =>
    decided(atMs, { type: 'signal', signal: 'SIGTERM', targets: [{ pid, startId: 0 }] })

  it('for the command makes its end theirs', () => {
    const { state } = simulate({ ...overstay, processes: [held], script: [...untilAsked, kill(9_000, 10)] })
    expect(state.conclusion).toMatchObject({ outcome: 'overstayed', exitCode: 121, endedBy: 'user' })
    expect(state.tree.ended.find((member) => member.pid === 10)?.endedBy).toBe('user')
  })

  it('for a child lets the command end by itself', () => {
    const { state } = simulate({
      ...overstay,
      processes: [
        { pid: 10, ppid: 1, waitsFor: 20, exitCode: 0 },
        { pid: 20, ppid: 10, obeys: { SIGTERM: 10 } },
      ],
      script: [...untilAsked, kill(9_000, 20)],
    })
    expect(state.conclusion).toMatchObject({ outcome: 'overstayed', endedBy: 'self' })
    expect(state.tree.ended.find((member) => member.pid === 20)?.endedBy).toBe('user')
  })

  it('before anything was wrong interrupts the run', () => {
    const { state } = simulate({ processes: [held], script: [output(10), kill(500, 10)] })
    expect(state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 143, endedBy: 'user' })
  })
})

describe('ending or leaving a run that nothing was wrong with', () => {
  it.each(['end', 'leave'] as const)('%s: is an interruption, never a success', (type) => {
    const { state } = simulate({ processes: [held], script: [output(10), decided(500, { type })] })
    expect(state.conclusion).toMatchObject({ outcome: 'interrupted', exitCode: 130, endedBy: 'user' })
  })
})
