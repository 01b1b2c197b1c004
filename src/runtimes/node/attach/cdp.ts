import WebSocket from 'ws'
import { LIMITS } from '../../../core/limits.js'

/** A reply of the inspector; commands differ, so it is looked at field by field. */
// biome-ignore lint/suspicious/noExplicitAny: replies of many Node versions, always guarded.
export type Reply = any

/** Commands to one thread: the main thread of the connection, or a worker through it. */
export interface Session {
  /** Resolves with the result, or null when it failed, took longer than `timeoutMs`, or the connection ended. */
  send(method: string, params?: object, timeoutMs?: number): Promise<Reply | null>
  on(method: string, listener: (params: Reply) => void): void
}

export interface Connection extends Session {
  readonly closed: Promise<void>
  isOpen(): boolean
  close(): void
}

/** Connects to an inspector; null when it does not answer in time. */
export function connectInspector(url: string, timeoutMs: number): Promise<Connection | null> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: LIMITS.inspectorMessageBytesMax,
      handshakeTimeout: timeoutMs,
    })
    const timer = setTimeout(() => {
      socket.terminate()
      resolve(null)
    }, timeoutMs)
    socket.once('open', () => {
      clearTimeout(timer)
      resolve(wrapSocket(socket))
    })
    socket.on('error', () => {
      clearTimeout(timer)
      resolve(null)
    })
  })
}

function wrapSocket(socket: WebSocket): Connection {
  let isOpen = true
  const session = createSession((text) => {
    if (isOpen) socket.send(text)
  })
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isOpen = false
      session.end()
      resolve()
    })
  })
  socket.on('message', (data) => session.receive(String(data)))
  return { ...session, closed, isOpen: () => isOpen, close: () => socket.terminate() }
}

/** The bookkeeping of one session over any way to carry text. */
export function createSession(carry: (text: string) => void): Session & { receive(text: string): void; end(): void } {
  const waiting = new Map<number, (reply: Reply | null) => void>()
  const listeners = new Map<string, ((params: Reply) => void)[]>()
  let lastId = 0
  return {
    send(method, params = {}, timeoutMs = LIMITS.inspectorCommandMs) {
      return new Promise((resolve) => {
        const id = ++lastId
        const timer = setTimeout(() => settle(null), timeoutMs)
        const settle = (reply: Reply | null) => {
          clearTimeout(timer)
          if (waiting.delete(id)) resolve(reply)
        }
        waiting.set(id, settle)
        carry(JSON.stringify({ id, method, params }))
      })
    },
    on(method, listener) {
      listeners.set(method, [...(listeners.get(method) ?? []), listener])
    },
    receive(text) {
      let message: Reply
      try {
        message = JSON.parse(text)
      } catch {
        return
      }
      if (typeof message?.id === 'number') waiting.get(message.id)?.(message.result ?? null)
      else for (const listener of listeners.get(message?.method) ?? []) listener(message.params)
    },
    end() {
      for (const settle of [...waiting.values()]) settle(null)
    },
  }
}
