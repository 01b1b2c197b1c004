import { LIMITS } from '../../../core/limits.js'
import { type Connection, createSession, type Session } from './cdp.js'

export interface WorkerSession {
  readonly session: Session
  /** As `worker_threads.threadId` has it is asked inside; this is the inspector's own name. */
  readonly title: string
}

/** Sessions with every worker thread of the process (those of the main thread; workers of workers are not offered). */
export async function attachWorkers(connection: Connection): Promise<readonly WorkerSession[]> {
  const sessions = new Map<string, WorkerSession & { receive(text: string): void; end(): void }>()
  connection.on('NodeWorker.attachedToWorker', ({ sessionId, workerInfo }) => {
    if (sessions.size >= LIMITS.workersAskedMax) return
    const session = createSession((message) => {
      void connection.send('NodeWorker.sendMessageToWorker', { sessionId, message })
    })
    sessions.set(sessionId, {
      session,
      title: String(workerInfo?.title ?? ''),
      receive: session.receive,
      end: session.end,
    })
  })
  connection.on('NodeWorker.receivedMessageFromWorker', ({ sessionId, message }) =>
    sessions.get(sessionId)?.receive(message),
  )
  connection.on('NodeWorker.detachedFromWorker', ({ sessionId }) => sessions.get(sessionId)?.end())
  await connection.send('NodeWorker.enable', { waitForDebuggerOnStart: false })
  return [...sessions.values()]
}
