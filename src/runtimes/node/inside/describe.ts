import type { ItemDraft } from './collect.js'
import type { Foreign, Kit } from './kit.js'

/** A TCP or pipe handle: a listening server, the channel to a parent, stdin, or a connection. */
export function describeStream(this: Kit, draft: ItemDraft, handle: Foreign, owner: Foreign): void {
  const { process } = globalThis as Foreign
  const details = draft.details
  if (typeof handle.onconnection === 'function') {
    draft.type = 'server'
    const address = typeof owner?.address === 'function' ? owner.address() : null
    details.protocol = this.protocolOf(owner)
    details.address = typeof address === 'string' ? address : (address?.address ?? null)
    details.port = address?.port ?? null
    details.connections = typeof owner?._connections === 'number' ? owner._connections : null
    return
  }
  if (process.channel?.fd !== undefined && process.channel.fd === handle.fd) {
    draft.type = 'ipc'
    draft.functions = this.listenersOf(process).filter(([event]) => event === 'message' || event === 'disconnect')
    return
  }
  details.remoteAddress = owner?.remoteAddress ?? null
  details.remotePort = owner?.remotePort ?? null
  details.localPort = owner?.localPort ?? null
  details.servername = typeof owner?.servername === 'string' ? owner.servername : null
  details.connecting = owner?.connecting === true
  details.accepted = owner?.server !== null && owner?.server !== undefined
  details.serverListening = owner?.server?.listening ?? null
  this.describeInput(draft, owner)
  const message = owner?._httpMessage ?? owner?.parser?.outgoing ?? null
  if (message !== null && typeof message.path === 'string') {
    details.http = `${message.method} ${message.host ?? ''}${message.path}`.slice(0, 200)
    draft.functions.push(...this.listenersOf(message))
  }
}

/** What a server speaks, by its class; null for plain TCP and pipes. */
export function protocolOf(this: Kit, server: Foreign): string | null {
  const inspect = (name: string, className: string) => server instanceof this.require(name)[className]
  if (inspect('https', 'Server')) return 'HTTPS'
  if (inspect('http', 'Server')) return 'HTTP'
  return inspect('tls', 'Server') ? 'TLS' : null
}

/** Is this stdin? Then whoever reads it is the culprit: listeners of readline and its kin too. */
export function describeInput(this: Kit, draft: ItemDraft, owner: Foreign): void {
  if (draft.details.fd !== 0) return
  draft.details.stdin = true
  draft.type = 'tty'
  if (draft.details.reading !== true) return // libuv will say the same: nobody reads, nobody is asked about
  const { Interface } = this.require('readline')
  for (const reader of this.queryObjects(Interface.prototype)) {
    if (Object.hasOwn(reader, 'constructor') || reader.input !== owner || reader.closed === true) continue
    draft.details.readline = true
    draft.functions.unshift(...this.listenersOf(reader))
  }
}

export function describeChild(this: Kit, draft: ItemDraft, owner: Foreign): void {
  draft.details.childPid = owner?.pid ?? null
  draft.details.command = Array.isArray(owner?.spawnargs) ? owner.spawnargs.join(' ').slice(0, 300) : null
  for (const stream of [owner?.stdin, owner?.stdout, owner?.stderr]) {
    if (stream) draft.functions.push(...this.listenersOf(stream))
  }
}

export function describeWorker(this: Kit, draft: ItemDraft, owner: Foreign): void {
  draft.details.workerThreadId = owner?.threadId ?? null
  if (owner === null) return
  const ports = this.portsOf(owner)
  for (const port of ports) draft.functions.push(...this.listenersOf(port))
  // libuv shows a worker as the end of its thread and the channels to it that are listened to.
  draft.details.asyncs = 1 + ports.filter((port) => port.hasRef?.() !== false).length
}

export function describeWatcher(this: Kit, draft: ItemDraft, handle: Foreign, owner: Foreign): void {
  const name = owner?._filename ?? owner?.filename ?? handle.path ?? null
  draft.details.path = typeof name === 'string' ? name : null
  draft.details.polling = handle.constructor.name === 'StatWatcher'
}

/** Requests under way: file system, look-ups, compression, connection attempts. They end by themselves, mostly. */
export function draftRequests(this: Kit, prototype: Foreign): ItemDraft[] {
  const { process } = globalThis as Foreign
  const requests: Foreign[] = process._getActiveRequests?.() ?? []
  return requests.slice(0, 100).map((request) => {
    const className = request.constructor?.name ?? 'Request'
    const isLookup = /AddrInfo|NameInfo|Query/.test(className)
    const functions: [string, Foreign][] = []
    for (const key of ['oncomplete', 'callback', 'resolve', 'onread']) {
      if (typeof request[key] === 'function') functions.push([key, request[key]])
    }
    return {
      object: request,
      asyncId: prototype === null ? -1 : prototype.getAsyncId.call(request),
      type: isLookup ? 'dns' : 'request',
      className,
      details: { hostname: typeof request.hostname === 'string' ? request.hostname : null },
      functions,
    }
  })
}
