import type { Finding } from '../../../core/suspects/finding.js'
import type { PythonThread } from '../answer.js'
import { showPlace } from '../frames.js'
import { type Draft, isBusy, makeFinding, nameThread, type Subject } from './draft.js'
import { FIXES } from './fixes.js'

/** The threads that hold the process, except those that others explain better (loops, databases). */
export function explainThreads(subject: Subject, explained: ReadonlySet<number>): readonly Finding[] {
  return subject.answer.threads
    .filter((thread) => subject.held.has(thread.ident) && !explained.has(thread.ident))
    .map((thread) => makeFinding(subject, draftThread(subject, thread)))
}

export function draftThread(subject: Subject, thread: PythonThread): Draft {
  const name = nameThread(thread)
  const common = {
    id: `thread:${thread.ident}`,
    stack: thread.stack,
    made: thread.started,
    confidence: 'certain',
    holds: true,
    thread: name,
    type: thread.class ?? 'thread',
    willEndInMs: thread.endsInMs,
    evidence: describeWait(subject, thread),
  } as const
  if (isPoolHandler(thread)) {
    const poolAt = thread.started?.frames.find((frame) => !frame.internal)
    return {
      ...common,
      kind: 'multiprocessing',
      made: thread.job?.submitted ?? thread.started,
      summary: 'A multiprocessing pool is waited for, and its jobs do not end',
      fix: FIXES.pool,
      evidence: poolAt ? [`the pool was made at ${showPlace(poolAt, subject.cwd)}`] : [],
    }
  }
  if (thread.job !== null && !thread.job.idle) return draftJob(subject, thread, common)
  const server = thread.waits.find((wait) => wait.what === 'server')
  if (server !== undefined) {
    const where = server.address === null ? '' : ` on ${server.address}`
    const startedAt = thread.started?.frames.find((frame) => !frame.internal)
    return {
      ...common,
      kind: 'tcp-server',
      made: server.made ?? thread.started,
      summary: `Thread "${name}" serves${where} for ever (${server.class ?? 'socketserver'})`,
      fix: FIXES.server,
      evidence: [
        ...common.evidence,
        ...(startedAt ? [`its thread was started at ${showPlace(startedAt, subject.cwd)}`] : []),
      ],
    }
  }
  if (thread.waits.some((wait) => wait.what === 'queue-listener')) {
    return {
      ...common,
      kind: 'queue-listener',
      summary: `Log listener thread "${name}" was never stopped`,
      fix: FIXES.queueListener,
    }
  }
  if (isFeeder(thread)) {
    return {
      ...common,
      kind: 'multiprocessing',
      summary: 'A multiprocessing queue still holds data that nobody reads: its feeder thread cannot end',
      fix: FIXES.feeder,
    }
  }
  if (thread.endsInMs !== null) {
    return { ...common, kind: 'thread', summary: `Timer thread "${name}" is still due`, fix: FIXES.timer }
  }
  if (isBusy(subject, thread)) {
    return { ...common, kind: 'busy-loop', summary: `Thread "${name}" computes without an end`, fix: FIXES.busy }
  }
  return { ...common, kind: 'thread', summary: `Thread "${name}" never ends${runs(thread)}`, fix: FIXES.thread }
}

type Common = Pick<Draft, 'id' | 'confidence' | 'holds' | 'type'> & Omit<Draft, 'kind' | 'summary' | 'fix'>

function draftJob(subject: Subject, thread: PythonThread, common: Common): Draft {
  const { job } = thread
  const isPool = thread.class?.startsWith('concurrent.futures.process') || thread.target?.includes('_queue_management')
  const executorAt = job?.executorMade?.frames.find((frame) => !frame.internal)
  return {
    ...common,
    kind: 'executor',
    made: job?.submitted ?? job?.executorMade ?? thread.started,
    summary: `Executor job ${job?.name ?? 'of an unknown function'} never ends (worker "${nameThread(thread)}")`,
    fix: isPool ? FIXES.processExecutor : FIXES.executor,
    evidence: [
      ...(common.evidence ?? []),
      ...(executorAt ? [`its executor was made at ${showPlace(executorAt, subject.cwd)}`] : []),
    ],
  }
}

/** What the standard library's frames say it waits for, in words. */
export function describeWait(subject: Subject, thread: PythonThread): string[] {
  const wait = thread.waits[0]
  const seen = subject.detail?.threads.find((each) => each.tid === thread.nativeId)
  const evidence: string[] = []
  const words = wait === undefined ? undefined : WAITS[wait.what]
  if (words !== undefined) evidence.push(words + (wait?.pid ? ` (pid ${wait.pid})` : ''))
  if (wait?.timeoutMs) evidence.push(`the wait has a timeout of ${Math.round(wait.timeoutMs)} ms`)
  if (words === undefined && seen?.wchan && seen.wchan !== '0') evidence.push(`sleeps in the kernel in ${seen.wchan}`)
  return evidence
}

const WAITS: Readonly<Record<string, string>> = {
  thread: 'waits for another thread to end (join)',
  condition: 'waits for an Event or Condition',
  semaphore: 'waits for a semaphore',
  queue: 'waits for a queue',
  child: 'waits for a child process',
  process: 'waits for a multiprocessing process to end (join)',
  'mp-queue': 'waits for a multiprocessing queue',
  connection: 'waits for a multiprocessing connection',
  server: 'serves requests (serve_forever)',
  socket: 'waits for a socket',
  future: 'waits for the result of a future',
  futures: 'waits for futures',
  loop: 'runs an event loop',
  'loop-until': 'runs an event loop until a task is done',
  feeding: 'feeds a multiprocessing queue',
  debugger: 'is at a debugger prompt',
}

function isFeeder(thread: PythonThread): boolean {
  return thread.name === 'QueueFeederThread' || thread.waits.some((wait) => wait.what === 'feeding')
}

/** The thread that ends when all workers of a multiprocessing.Pool (or ThreadPool) have. */
export function isPoolHandler(thread: PythonThread): boolean {
  return /^Pool\._handle_/.test(thread.target ?? '')
}

function runs(thread: PythonThread): string {
  return thread.target === null ? '' : `: it runs ${thread.target}`
}
