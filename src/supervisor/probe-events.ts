import type { TestDoing } from '../core/events.js'
import type { FinishClaim } from '../core/finish/claim.js'
import type { ProbeMessage, TestActivity, TestsFinished, TestsStarted } from '../protocol/messages.js'
import { readAncestors } from './ancestors.js'
import type { UnstampedEvent } from './loop.js'

/** What a probe's message means to the run; null for what is only kept (spawns) or only says hello. */
export function toEvent(message: ProbeMessage): UnstampedEvent | null {
  switch (message.type) {
    case 'testsStarted':
      return toHook(message, null)
    case 'testsFinished':
      return toHook(message, toClaim(message))
    case 'testActivity':
      return {
        type: 'testActivitySeen',
        what: `${message.phase} ${message.name ?? message.file ?? ''}`.trim(),
        probe: { pid: message.pid, doing: toDoing(message) },
      }
    case 'exitPhase':
      return { type: 'phaseReported', pid: message.pid, phase: message.phase }
    default:
      return null
  }
}

/** `afterAll` of vitest and jest, mocha's `"after all" hook`, `after` of node:test; not what runs after each test. */
const TEARDOWN_HOOK = /^\W*after(?!.?each)|teardown/i

function toDoing(message: TestActivity): TestDoing {
  if (message.state === 'ended') return 'idle'
  if (message.phase !== 'hook') return message.phase
  return TEARDOWN_HOOK.test(message.name ?? '') ? 'teardownHook' : 'hook'
}

function toHook(message: TestsStarted | TestsFinished, claim: FinishClaim | null): UnstampedEvent {
  const { pid, runner, worker } = message
  return { type: 'hookReported', pid, runner, worker, claim, ancestors: readAncestors(pid) }
}

function toClaim(message: TestsFinished): FinishClaim {
  const count = (value: unknown) => (typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null)
  return {
    runner: message.runner,
    verdict: message.exitStatus !== null && message.exitStatus > 0 ? 'failed' : message.verdict,
    counts: {
      passed: count(message.passed),
      failed: count(message.failed),
      skipped: count(message.skipped),
      errors: count(message.errors),
    },
    line: null,
    source: 'hook',
  }
}
