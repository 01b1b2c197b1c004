import type { ItemDraft } from './collect.js'
import type { ItemType } from './facts.js'
import type { Foreign, Kit } from './kit.js'

/**
 * Native handles that are referenced, with the object people hold. Whether they are active is libuv's to say.
 * They come from Node's own list and from objects that hold them, never from a query for their prototype: V8 keeps
 * half-made copies of native objects for later use, and calling a method of such a copy ends the process.
 */
export function draftHandles(this: Kit, prototype: Foreign): ItemDraft[] {
  const { process } = globalThis as Foreign
  const drafts: ItemDraft[] = []
  const listed: Foreign[] = process._getActiveHandles?.() ?? []
  const workers = this.workersWithRef()
  const portsOfWorkers = workers.flatMap((worker) => this.portsOf(worker))
  const parents = this.mapPipes(listed)
  const channels = this.mapChannels(listed)
  for (const held of [...listed, ...workers]) {
    if (portsOfWorkers.includes(held)) continue
    try {
      const handle = this.handlesOf(held).find((one) => this.typeOfHandle(one) !== null) ?? held
      const type = this.typeOfHandle(handle)
      if (type === null) continue
      const owner = channels.get(handle) ?? (handle === held ? null : held)
      const draft = this.draftHandle(handle, owner, type, prototype)
      draft.details.ofChild = parents.get(handle)?.pid ?? null
      drafts.push(draft)
    } catch {
      this.problems.push('unreadable-handle')
    }
  }
  return drafts
}

/** Workers are in no list of Node's. */
export function workersWithRef(this: Kit): Foreign[] {
  if (!this.options.hasWorkers) return []
  const { Worker } = this.require('worker_threads')
  return this.queryObjects(Worker.prototype).filter((worker) => {
    const [handle] = Object.hasOwn(worker, 'constructor') ? [] : this.handlesOf(worker)
    return typeof handle?.hasRef === 'function' && handle.hasRef() === true
  })
}

/**
 * Pipes to a child, by native handle: its standard streams and its channel are part of it. Children that are unref'd or
 * gone are in no list; they are looked for only when a pipe has no other explanation.
 */
export function mapPipes(this: Kit, listed: readonly Foreign[]): Map<Foreign, Foreign> {
  const { process } = globalThis as Foreign
  const { ChildProcess } = this.require('child_process')
  const parents = new Map<Foreign, Foreign>()
  const add = (child: Foreign) => {
    for (const stream of child.stdio ?? []) if (stream?._handle) parents.set(stream._handle, child)
    // A channel has no owner that leads to its child: it is known by its descriptor.
    const fd = child.channel?.fd
    const pipe = listed.find((one) => fd !== undefined && this.handlesOf(one).concat(one)[0]?.fd === fd)
    if (pipe !== undefined) parents.set(this.handlesOf(pipe)[0] ?? pipe, child)
  }
  for (const one of listed) if (one instanceof ChildProcess) add(one)
  const isOpen = (one: Foreign) => {
    const handle = this.handlesOf(one)[0] ?? one
    const isPipe = handle?.constructor?.name === 'Pipe' && typeof handle.onconnection !== 'function'
    return isPipe && !parents.has(handle) && handle.fd > 2 && handle.fd !== process.channel?.fd
  }
  if (listed.some(isOpen)) {
    for (const child of this.queryObjects(ChildProcess.prototype)) if (!Object.hasOwn(child, 'constructor')) add(child)
  }
  return parents
}

/** BroadcastChannels by their native port, which does not know them and has no listeners itself. */
export function mapChannels(this: Kit, listed: readonly Foreign[]): Map<Foreign, Foreign> {
  const channels = new Map<Foreign, Foreign>()
  const isBare = (one: Foreign) =>
    one?.constructor?.name === 'MessagePort' &&
    !Object.getOwnPropertySymbols(one).some((symbol) => symbol.description === 'kEvents')
  if (!listed.some(isBare)) return channels
  const { BroadcastChannel } = this.require('worker_threads')
  for (const channel of this.queryObjects(BroadcastChannel.prototype)) {
    if (Object.hasOwn(channel, 'constructor')) continue
    for (const handle of this.handlesOf(channel)) channels.set(handle, channel)
  }
  return channels
}

/** The channels a worker object keeps to its thread: part of the worker, no things of their own. */
export function portsOf(this: Kit, worker: Foreign): Foreign[] {
  const ports = Object.getOwnPropertySymbols(worker)
    .filter((symbol) => symbol.description === 'kPort' || symbol.description === 'kPublicPort')
    .map((symbol) => worker[symbol])
  return ports.filter((port) => port !== null && port !== undefined)
}

export function typeOfHandle(this: Kit, handle: Foreign): ItemType | null {
  const types: Record<string, ItemType> = {
    TCP: 'socket',
    Pipe: 'socket',
    TTY: 'tty',
    UDP: 'udp',
    Process: 'child',
    FSEvent: 'watcher',
    StatWatcher: 'watcher',
    Worker: 'worker',
    MessagePort: 'port',
    BroadcastChannel: 'port',
  }
  return types[handle.constructor?.name] ?? null
}

export function draftHandle(this: Kit, handle: Foreign, owner: Foreign, type: ItemType, prototype: Foreign): ItemDraft {
  const draft: ItemDraft = {
    object: owner ?? handle,
    asyncId: prototype?.getAsyncId.call(handle) ?? -1,
    type,
    className: owner?.constructor?.name ?? handle.constructor.name,
    details: {
      fd: typeof handle.fd === 'number' ? handle.fd : null,
      native: handle.constructor.name,
      reading: handle.reading === true,
    },
    functions: this.listenersOf(owner ?? handle),
  }
  if (type === 'socket') this.describeStream(draft, handle, owner)
  if (type === 'child') this.describeChild(draft, owner)
  if (type === 'worker') this.describeWorker(draft, owner)
  if (type === 'watcher') this.describeWatcher(draft, handle, owner)
  if (type === 'port' && typeof handle.onmessage === 'function') draft.functions.push(['message', handle.onmessage])
  if (type === 'tty' && owner !== null) this.describeInput(draft, owner)
  return draft
}
