import { askThread } from './attach/ask-thread.js'
import type { Session } from './attach/cdp.js'
import type { OpenInspector } from './attach/open.js'
import { attachWorkers } from './attach/workers.js'
import type { ThreadFacts } from './inside/facts.js'

/** What a thread said, and the session for further questions. */
export interface AnsweredThread {
  readonly session: Session
  readonly facts: ThreadFacts
}

export interface ThreadAnswers {
  /** Main thread first, when it answered. */
  readonly threads: readonly AnsweredThread[]
  /** Threads that do not answer: blocked outside JavaScript. */
  readonly blocked: readonly ('main' | 'worker')[]
  readonly warnings: readonly string[]
}

/**
 * Asks every thread of a process, workers first: libuv's list of the main thread waits for each worker, so it is taken
 * only when all of them answer and none is stuck.
 */
export async function askThreads(opened: OpenInspector): Promise<ThreadAnswers> {
  const { connection } = opened
  const warnings: string[] = []
  const workers = await attachWorkers(connection)
  const answers = await Promise.all(
    workers.map((worker) => askThread(worker.session, { report: true, hasWorkers: false })),
  )
  const blocked: ('main' | 'worker')[] = []
  if (answers.includes(null)) blocked.push('worker')
  const isBlocked = answers.some((answer) => answer === null || answer.libuv === null)
  const main = await askThread(connection, { report: !isBlocked, hasWorkers: workers.length > 0 })
  if (main === null) blocked.push('main')
  for (const thread of blocked) warnings.push(`a thread (${thread}) does not answer: it is blocked outside JavaScript`)
  const threads = [connection, ...workers.map((worker) => worker.session)].flatMap((session, index) => {
    const facts = index === 0 ? main : (answers[index - 1] ?? null)
    return facts === null ? [] : [{ session, facts }]
  })
  for (const { facts } of threads) warnings.push(...facts.problems)
  return { threads, blocked, warnings }
}
