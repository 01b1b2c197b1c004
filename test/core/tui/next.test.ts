import { expect, it } from 'vitest'
import type { Policy } from '../../../src/core/policy.js'
import { describeNext } from '../../../src/core/words/next.js'
import { findingOf, finish, output, simulate } from '../run/simulation.js'

const processes = [{ pid: 10, ppid: 1 }]
const findings = [findingOf('a', 10)]

/** What is said of this run at this time. */
function tell(untilMs: number, policy: Partial<Policy> = {}): string {
  const script = [output(10), output(400), finish(1_000)]
  const { state } = simulate({ policy: { onHang: 'ask', ...policy }, findings, processes, script, untilMs })
  return `${state.phase}: ${describeNext(state, state.nowMs)}`
}

it('says what will happen next and when, in every phase', () => {
  expect([
    tell(100),
    tell(100, { deadlineMs: 30_000 }),
    tell(2_000),
    tell(20_000),
    tell(20_000, { onHang: 'wait', deadlineMs: 90_000 }),
    tell(6_200, { onHang: 'end' }),
    tell(9_000, { onHang: 'end' }),
    tell(100_000, { onHang: 'end' }),
  ]).toMatchInlineSnapshot(`
    [
      "running: tests run; this watches for their end",
      "running: tests run; this watches for their end; deadline in 30 s",
      "teardown: tests are over; without a sign of work this counts as an overstay in 4 s",
      "asking: waiting for you: nothing is ended until you say so",
      "waiting: waiting for the command to end by itself; deadline in 1 min 10 s",
      "ending: SIGTERM sent; SIGKILL in 5 s",
      "ending: SIGTERM sent; SIGKILL in 3 s",
      "ended: over: overstay exits with code 121",
    ]
  `)
})
