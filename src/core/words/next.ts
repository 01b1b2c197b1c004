import { LIMITS } from '../limits.js'
import type { State } from '../state.js'
import { formatMs } from './numbers.js'

/**
 * What will happen to a run next, and when, in one line: `ends by itself in 12 s`, `waiting for you`. `nowMs` is the
 * run's clock, which goes on while no event comes.
 */
export function describeNext(state: State, nowMs: number): string {
  const { diagnosis, conclusion } = state
  if (conclusion !== null) return `over: overstay exits with code ${conclusion.exitCode}`
  if (state.user.releasing !== null) return 'letting go of what you chose'
  if (diagnosis.pending !== null && state.phase !== 'ending') {
    return `asking the processes what holds them (${until(diagnosis.pending.untilMs, nowMs)} at most)`
  }
  switch (state.phase) {
    case 'starting':
      return 'the command is being started'
    case 'running':
      return describeRunning(state, nowMs)
    case 'teardown':
      return describeTeardown(state, nowMs)
    case 'asking':
      return withDeadline('waiting for you: nothing is ended until you say so', state, nowMs)
    case 'waiting':
      return withDeadline(`waiting for the command to end by itself${promise(state, nowMs)}`, state, nowMs)
    case 'ending':
      return describeEnding(state, nowMs)
    case 'lingering':
      return describeLingering(state, nowMs)
    case 'ended':
      return 'the run is over'
  }
}

function describeRunning(state: State, nowMs: number): string {
  const { policy, progressAtMs } = state
  if (state.watchMode !== null) return 'watch mode: it waits for you'
  const silentMs = nowMs - progressAtMs
  if (policy.stallMs !== null && silentMs > policy.stallMs / 2) {
    return `no sign of work for ${formatMs(silentMs)}: counts as stalled in ${until(progressAtMs + policy.stallMs, nowMs)}`
  }
  return withDeadline('tests run; this watches for their end', state, nowMs)
}

function describeTeardown(state: State, nowMs: number): string {
  if (state.watchMode !== null) return 'watch mode: it waits for you'
  const { policy, finish, progressAtMs, diagnosis } = state
  const finishedAtMs = finish.atMs ?? nowMs
  const limitAtMs = finishedAtMs + policy.teardownLimitMs
  if (diagnosis.willEndAtMs !== null && diagnosis.willEndAtMs >= nowMs) {
    return `what holds it ends by itself in ${until(diagnosis.willEndAtMs, nowMs)}`
  }
  const atMs = Math.min(limitAtMs, Math.max(finishedAtMs, progressAtMs) + policy.teardownTimeoutMs)
  return `tests are over; without a sign of work this counts as an overstay in ${until(atMs, nowMs)}`
}

function describeEnding({ ladder }: State, nowMs: number): string {
  if (ladder === null) return 'ending what is left'
  const left = until(ladder.untilMs, nowMs)
  switch (ladder.rung) {
    case 'release':
      return ladder.stage < 2 ? 'letting go of what holds it' : 'let go; the command has time to end by itself'
    case 'strays':
      return `ending child processes the command may wait for (${left})`
    case 'interrupt':
      return 'dropping the waits of its exit'
    case 'aftermath':
      return 'the command has ended; its children have a moment to follow'
    case 'terminate':
      return ladder.stage === 0 ? 'SIGTERM to all that is left' : `SIGTERM sent; SIGKILL in ${left}`
    case 'kill':
      return 'SIGKILL to all that is left'
  }
}

function describeLingering({ command, policy }: State, nowMs: number): string {
  const atMs = (command.exit?.atMs ?? nowMs) + policy.leakTimeoutMs
  return `the command has exited; what stays is ended in ${until(atMs, nowMs)}`
}

function promise({ diagnosis }: State, nowMs: number): string {
  return diagnosis.willEndAtMs === null || diagnosis.willEndAtMs < nowMs
    ? ''
    : `, expected in ${until(diagnosis.willEndAtMs, nowMs)}`
}

function withDeadline(text: string, { policy, command }: State, nowMs: number): string {
  if (policy.deadlineMs === null || command.startedAtMs === null) return text
  return `${text}; deadline in ${until(command.startedAtMs + policy.deadlineMs, nowMs)}`
}

/** Whole seconds, so that a screen does not flicker: a moment that has come is `a moment`. */
function until(atMs: number, nowMs: number): string {
  const leftMs = atMs - nowMs
  return leftMs < LIMITS.clockMs ? 'a moment' : formatMs(Math.ceil(leftMs / 1000) * 1000)
}
