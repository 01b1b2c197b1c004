import { LIMITS } from '../../core/limits.js'
import type { Session } from './attach/cdp.js'
import type { OpenInspector } from './attach/open.js'
import { attachWorkers } from './attach/workers.js'
import type { ThreadFacts } from './inside/facts.js'
import { buildCollectScript } from './inside/script.js'

export interface ThreadAnswers {
  /** Main thread first, when it answered. */
  readonly threads: readonly ThreadFacts[]
  readonly warnings: readonly string[]
}

/**
 * Asks every thread of a process, workers first: libuv's list of the main thread waits for each worker, so it is taken
 * only when all of them answer. The inspector is closed again before this resolves, if it was us who opened it.
 */
export async function askThreads(opened: OpenInspector, signal: AbortSignal): Promise<ThreadAnswers> {
  const { connection } = opened
  const warnings: string[] = []
  const abort = () => connection.close()
  signal.addEventListener('abort', abort, { once: true })
  try {
    const workers = await attachWorkers(connection)
    const answers = await Promise.all(workers.map((worker) => collectFacts(worker.session, true)))
    const isBlocked = answers.some((answer) => answer === null)
    if (isBlocked) warnings.push('a worker thread does not answer: it is blocked outside JavaScript')
    const main = await collectFacts(connection, !isBlocked)
    if (main === null) warnings.push('the main thread does not answer: it is blocked outside JavaScript')
    const threads = [main, ...answers].filter((facts) => facts !== null)
    for (const facts of threads) warnings.push(...facts.problems)
    return { threads, warnings }
  } finally {
    signal.removeEventListener('abort', abort)
    await closeInspector(opened)
  }
}

async function collectFacts(session: Session, report: boolean): Promise<ThreadFacts | null> {
  const expression = buildCollectScript({
    report,
    sourceBytesMax: LIMITS.scriptSourceBytesMax,
    itemsMax: LIMITS.nodeItemsMax,
  })
  const reply = await session.send(
    'Runtime.evaluate',
    { expression, includeCommandLineAPI: true, returnByValue: true, silent: true },
    LIMITS.collectMs,
  )
  if (reply?.exceptionDetails !== undefined && process.env['OVERSTAY_DEBUG_ASK'] !== undefined)
    globalThis.process.stderr.write(`${JSON.stringify(reply.exceptionDetails)}\n`)
  return reply?.result?.value ?? null
}

/** Lets go of the target: nothing listens in it longer than needed. The closing itself has no answer. */
export async function closeInspector(opened: OpenInspector): Promise<void> {
  const { connection, isOurs } = opened
  if (isOurs && connection.isOpen()) {
    const expression = 'require("node:inspector").close()'
    void connection.send('Runtime.evaluate', { expression, includeCommandLineAPI: true }, LIMITS.inspectorCloseMs)
    const patience = new Promise<void>((resolve) => setTimeout(resolve, LIMITS.inspectorCloseMs).unref())
    await Promise.race([connection.closed, patience])
  }
  connection.close()
}
