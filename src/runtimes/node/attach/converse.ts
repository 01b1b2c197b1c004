import { LIMITS } from '../../../core/limits.js'
import type { ProcessSample } from '../../../core/tree/sample.js'
import type { AskContext } from '../../runtime.js'
import { type OpenInspector, openInspector, type Refusal, readSharedPort } from './open.js'
import { Turns } from './turns.js'

/** Many at once only make each other late. */
const conversations = new Turns(LIMITS.conversationsMax)

/** Processes that would open the same port come one after the other, from opening to closing. */
const sharedPort = new Turns(1)

/**
 * Opens the inspector of a process, talks, and closes it again if it was us who opened it, whatever happens: nothing
 * listens in the target longer than the conversation lasts.
 */
export async function converse<T>(
  process: ProcessSample,
  limit: Pick<AskContext, 'signal' | 'budgetMs' | 'expectNoise'>,
  talk: (opened: OpenInspector) => Promise<T>,
): Promise<T | Refusal> {
  const turns = readSharedPort(process) === null ? conversations : sharedPort
  const signal = endBefore(limit.signal, limit.budgetMs - LIMITS.inspectorCloseMs)
  return takeTurnWith(process, () =>
    turns.take(async () => {
      const opened = await openInspector(process, signal, limit.expectNoise ?? (() => {}))
      if ('code' in opened) return opened
      const abort = () => void closeInspector(opened)
      signal.addEventListener('abort', abort, { once: true })
      try {
        return await talk(opened)
      } finally {
        signal.removeEventListener('abort', abort)
        await closeInspector(opened)
      }
    }),
  )
}

/** A second question to the same process waits for the first: its inspector would be closed under it. */
async function takeTurnWith<T>(process: ProcessSample, work: () => Promise<T>): Promise<T> {
  const key = `${process.pid}:${process.startId}`
  const line = lines.get(key) ?? { turns: new Turns(1), waiting: 0 }
  lines.set(key, line)
  line.waiting++
  try {
    return await line.turns.take(work)
  } finally {
    line.waiting--
    if (line.waiting === 0) lines.delete(key)
  }
}

const lines = new Map<string, { readonly turns: Turns; waiting: number }>()

/** What is known by then is worth more than being cut off: the closing takes its time too. */
function endBefore(signal: AbortSignal, ms: number): AbortSignal {
  const controller = new AbortController()
  if (signal.aborted) controller.abort()
  signal.addEventListener('abort', () => controller.abort(), { once: true })
  setTimeout(() => controller.abort(), Math.max(0, ms)).unref()
  return controller.signal
}

/** Takes back what held the loop for a release; closing blocks until we are gone, and then the loop goes on. */
const LET_LOOP_GO = `
  clearTimeout(require('node:diagnostics_channel').channel('overstay:desk').hold)
  require('node:inspector').close()`

/** Lets go of the target. The closing itself has no answer: the connection ends. */
export async function closeInspector({ connection, isOurs }: OpenInspector): Promise<void> {
  if (isOurs && connection.isOpen()) {
    const parameters = { expression: LET_LOOP_GO, includeCommandLineAPI: true }
    void connection.send('Runtime.evaluate', parameters, LIMITS.inspectorCloseMs)
    const patience = new Promise<void>((resolve) => setTimeout(resolve, LIMITS.inspectorCloseMs).unref())
    await Promise.race([connection.closed, patience])
  }
  connection.close()
}
