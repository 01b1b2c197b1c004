import type {
  Event,
  HookReported,
  OutputArrived,
  SignalsSent,
  TestActivitySeen,
  TreeSampled,
  UserSignalled,
} from './events.js'
import type { FinishClaim } from './finish/claim.js'
import { fillCounts, judgeHooks, type Liveness, recordHook } from './finish/hooks.js'
import { LIMITS } from './limits.js'
import type { SignalName } from './outcome.js'
import { addCurvePoint } from './report/curves.js'
import type { FinishFacts, State } from './state.js'
import { markCommandExited, markEndedBy } from './tree/mark-ended.js'
import { isTreeProgress } from './tree/progress.js'
import { findLivingByPid } from './tree/tree-state.js'
import { updateTree } from './tree/update-tree.js'

/** Signals by which a person or CI asks the run to end; the others are only passed on. */
const END_SIGNALS: ReadonlySet<SignalName> = new Set(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'])

/** Takes one event into the facts. No decision is made here: that is the phases' work. */
export function foldEvent(before: State, event: Event): State {
  const state = { ...before, nowMs: Math.max(before.nowMs, event.atMs) }
  switch (event.type) {
    case 'commandStarted':
      return {
        ...state,
        command: { ...state.command, pid: event.pid, startedAtMs: event.atMs },
        progressAtMs: event.atMs,
        newsAtMs: event.atMs,
      }
    case 'spawnFailed':
      return { ...state, command: { ...state.command, failure: { reason: event.reason, message: event.message } } }
    case 'outputArrived':
      return foldOutput(state, event)
    case 'outputClosed':
      return { ...state, output: { ...state.output, closedAtMs: state.output.closedAtMs ?? state.nowMs } }
    case 'commandExited':
      if (state.command.exit !== null) return state
      return {
        ...state,
        tree: markCommandExited(state.tree, state.nowMs),
        command: { ...state.command, exit: { atMs: state.nowMs, code: event.code, signal: event.signal } },
      }
    case 'finishClaimed':
      return rejudge(state, { ...state.finish, fromOutput: event.claim })
    case 'finishWithdrawn':
      return rejudge(state, { ...state.finish, fromOutput: null })
    case 'hookReported':
      return foldHook(state, event)
    case 'testActivitySeen':
      return foldActivity(state, event)
    case 'phaseReported':
      return withProgress(state)
    case 'watchModeSeen':
      return { ...state, watchMode: event.runner }
    case 'treeSampled':
      return foldSample(state, event)
    case 'diagnosed':
      return foldDiagnosis(state, event)
    case 'released':
      return foldRelease(state, event)
    case 'signalsSent':
      return foldSignals(state, event)
    case 'userSignalled':
      return foldUserSignal(state, event)
    case 'warningRaised':
      return addWarning(state, event.code, event.message)
    case 'limitHit':
      return addLimit(state, event.limit)
    default:
      return state
  }
}

function foldOutput(state: State, event: OutputArrived): State {
  const byteCount = state.output.byteCount + event.byteCount
  const next = { ...state, output: { ...state.output, byteCount, lastAtMs: state.nowMs } }
  return event.isRepaint === true ? next : withProgress({ ...next, newsAtMs: state.nowMs })
}

/** Work was seen. While we ask the processes ourselves, what they do is our doing and proves nothing. */
function withProgress(state: State): State {
  return state.diagnosis.pending === null ? { ...state, progressAtMs: state.nowMs } : state
}

function foldHook(state: State, event: HookReported): State {
  const { pid, runner, worker, claim, ancestors } = event
  const report = { pid, runner, worker, claim, ancestors, atMs: state.nowMs }
  const hooks = recordHook(state.finish.hooks, report, livenessIn(state))
  return rejudge({ ...state, progressAtMs: state.nowMs }, { ...state.finish, hooks })
}

function foldActivity(state: State, { probe }: TestActivitySeen): State {
  const { doing } = state.finish
  const next = { ...state, progressAtMs: state.nowMs, newsAtMs: state.nowMs }
  if (probe === null) return next
  const others = doing.filter((one) => one.pid !== probe.pid).slice(1 - LIMITS.hooksMax)
  return { ...next, finish: { ...state.finish, doing: [...others, { ...probe, atMs: state.nowMs }] } }
}

/** Weighs the witnesses again. `atMs` moves whenever what is believed changes, and is null while nothing is. */
function rejudge(state: State, finish: FinishFacts): State {
  const hooks = judgeHooks(finish.hooks, livenessIn(state))
  const believed =
    hooks.status === 'finished'
      ? withText(hooks.claim, finish.fromOutput)
      : hooks.status === 'running'
        ? null
        : finish.fromOutput
  const isSame = JSON.stringify(believed) === JSON.stringify(finish.believed)
  // A run that overstays was over when it was found to be; what a released runner still prints makes it no later.
  const isFrozen = state.hang?.kind === 'overstayed' && finish.atMs !== null
  const atMs = believed === null ? null : isSame || isFrozen ? finish.atMs : state.nowMs
  return { ...state, finish: { ...finish, believed: isSame ? finish.believed : believed, atMs } }
}

/** What the hook leaves open, the runner's own summary may say: the numbers, and the line. */
function withText(hook: FinishClaim, text: FinishClaim | null): FinishClaim {
  if (text === null || text.verdict !== hook.verdict) return hook
  return { ...fillCounts(hook, text.counts), line: hook.line ?? text.line }
}

function livenessIn(state: State): Liveness {
  return ({ pid, atMs }) => {
    if (findLivingByPid(state.tree, pid) !== null) return 'alive'
    return state.tree.sampledAtMs === null || state.tree.sampledAtMs <= atMs ? 'unknown' : 'gone'
  }
}

function foldSample(state: State, event: TreeSampled): State {
  const { tree, change } = updateTree(state.tree, event.sample)
  const sampling = {
    ...state.sampling,
    atMs: event.sample.atMs,
    thoroughAtMs: event.thorough ? event.sample.atMs : state.sampling.thoroughAtMs,
    thoroughAskedAtMs: event.thorough ? null : state.sampling.thoroughAskedAtMs,
  }
  let next: State = { ...state, tree, sampling, curves: addCurvePoint(state.curves, tree) }
  if (!event.sample.complete) next = addLimit(next, 'membersMax')
  if (isTreeProgress(change)) next = withProgress(next)
  // Who has vanished, or is seen alive for the first time, changes what the hooks together say.
  return next.finish.hooks.length > 0 ? rejudge(next, next.finish) : next
}

function foldDiagnosis(state: State, event: Extract<Event, { type: 'diagnosed' }>): State {
  const { diagnosis } = state
  if (diagnosis.pending === null || diagnosis.pending.askId !== event.askId) return state
  // Who stays behind after the end is one more thing: it does not take the place of what the overstay was about.
  const isMore = diagnosis.pending.purpose === 'leak' && state.hang !== null
  const kept = diagnosis.findings.filter((finding) => isMore || state.user.released.includes(finding.id))
  const findings = [...event.findings.slice(0, LIMITS.findingsMax), ...kept.slice(-LIMITS.findingsMax)]
  const next: State = {
    ...state,
    diagnosis: {
      ...diagnosis,
      pending: null,
      answered: diagnosis.pending.purpose,
      findings,
      details: event.details,
      willEndAtMs: event.willEndInMs === null ? null : state.nowMs + event.willEndInMs,
      answeredAtMs: state.nowMs,
    },
  }
  return event.findings.length > LIMITS.findingsMax ? addLimit(next, 'findingsMax') : next
}

function foldRelease(state: State, event: Extract<Event, { type: 'released' }>): State {
  const { ladder, user } = state
  if (user.releasing?.askId === event.askId) return foldChosenRelease(state, event, user.releasing.askedAtMs)
  if (ladder === null || ladder.releaseAskId !== event.askId) return state
  const pids = state.diagnosis.findings.filter((f) => event.released.includes(f.id)).map((f) => f.process.pid)
  // It worked while it was under way: an exit before the answer is its doing too.
  const step = { atMs: ladder.releaseAskedAtMs, step: 'release' as const, signal: null, pids: [...new Set(pids)] }
  return {
    ...state,
    progressAtMs: state.nowMs,
    steps: event.released.length === 0 ? state.steps : [...state.steps, step],
    ladder: { ...ladder, releaseAskId: null, released: [...ladder.released, ...event.released] },
  }
}

/**
 * A release the person asked for. What was let go gets an id of its own: ids are unique within one diagnosis only, and
 * the next one may use them again.
 */
function foldChosenRelease(state: State, event: Extract<Event, { type: 'released' }>, askedAtMs: number): State {
  const { user, diagnosis } = state
  const done = { ...user, releasing: null }
  if (event.released.length === 0) return { ...state, user: done }
  const kept = (id: string) => `released ${event.askId}: ${id}`
  const findings = diagnosis.findings.map((f) => (event.released.includes(f.id) ? { ...f, id: kept(f.id) } : f))
  const released = event.released.map(kept)
  const pids = findings.filter((f) => released.includes(f.id)).map((f) => f.process.pid)
  const step = { atMs: askedAtMs, step: 'release' as const, signal: null, pids: [...new Set(pids)] }
  return {
    ...state,
    progressAtMs: state.nowMs,
    diagnosis: { ...diagnosis, findings },
    steps: [...state.steps, step].slice(-LIMITS.ladderStepsMax),
    user: { ...done, released: [...user.released, ...released], lookAgainAtMs: state.nowMs + LIMITS.lookAgainMs },
  }
}

/** Signals whose arrival makes the command's exit ours. SIGINT and SIGCONT leave it the choice. */
const FORCING: ReadonlySet<SignalName> = new Set(['SIGTERM', 'SIGKILL', 'SIGABRT', 'SIGHUP', 'SIGQUIT'])

function foldSignals(state: State, { signal, sent, by }: SignalsSent): State {
  if (sent.length === 0) return state
  const isChosen = by === 'user'
  const step = { atMs: state.nowMs, step: 'signal' as const, signal, pids: sent.map((key) => key.pid) }
  const hitCommand = state.command.exit === null && sent.some((key) => key.pid === state.command.pid)
  return {
    ...state,
    steps: [...state.steps, step].slice(-LIMITS.ladderStepsMax),
    tree: markEndedBy(state.tree, sent, !isChosen && state.user.endSignal === null ? 'overstay' : 'user'),
    command: hitCommand && FORCING.has(signal) ? { ...state.command, forcedBy: signal } : state.command,
    user: isChosen
      ? {
          ...state.user,
          signalledCommand: state.user.signalledCommand || hitCommand,
          lookAgainAtMs: state.nowMs + LIMITS.lookAgainMs,
        }
      : state.user,
  }
}

function foldUserSignal(state: State, event: UserSignalled): State {
  if (!END_SIGNALS.has(event.signal)) return state
  const { user } = state
  return {
    ...state,
    user: {
      ...user,
      endSignal: user.endSignal ?? { signal: event.signal, atMs: state.nowMs },
      endSignalCount: user.endSignalCount + 1,
    },
  }
}

export function addWarning(state: State, code: string, message: string): State {
  if (state.warnings.some((warning) => warning.code === code && warning.message === message)) return state
  if (state.warnings.length >= LIMITS.warningsMax) return addLimit(state, 'warningsMax')
  return { ...state, warnings: [...state.warnings, { code, message }] }
}

export function addLimit(state: State, limit: string): State {
  return state.limitsHit.includes(limit) ? state : { ...state, limitsHit: [...state.limitsHit, limit] }
}
