import type { Foreign, Kit } from './kit.js'

/** All listeners of an EventEmitter or EventTarget with the event they wait for; wrappers of `once` are opened. */
export function listenersOf(this: Kit, target: Foreign): [string, Foreign][] {
  const found: [string, Foreign][] = []
  const add = (event: string | symbol, listener: Foreign) => {
    const inner = typeof listener?.listener === 'function' ? listener.listener : listener
    if (typeof inner === 'function' && found.length < 40) found.push([String(event), inner])
  }
  const events = target?._events
  if (events !== null && typeof events === 'object') {
    for (const event of Reflect.ownKeys(events)) {
      const value = events[event]
      for (const listener of Array.isArray(value) ? value : [value]) add(event, listener)
    }
  }
  for (const symbol of Object.getOwnPropertySymbols(target ?? {})) {
    const map = target[symbol]
    // Node's own map class is not an instance of Map.
    if (symbol.description !== 'kEvents' || typeof map?.entries !== 'function') continue
    for (const [event, root] of map.entries()) {
      for (let entry = root?.next, hops = 0; entry && hops < 20; entry = entry.next, hops++) {
        const held = entry.listener ?? entry.callback // the callback of a Node-style listener is a bound wrapper
        const listener = held?.deref?.() ?? held
        add(event, typeof listener === 'function' ? listener : listener?.handleEvent)
      }
    }
  }
  return found
}

/**
 * `_handle` and what hides behind it (TLS wraps the TCP handle), and the places where workers and udp keep theirs. Only
 * own properties: an inherited `_handle` is a getter that prints a deprecation warning.
 */
export function handlesOf(this: Kit, emitter: Foreign): Foreign[] {
  const handles: Foreign[] = []
  const add = (handle: Foreign) => {
    if (handle !== null && typeof handle === 'object') handles.push(handle)
  }
  if (Object.hasOwn(emitter, '_handle')) {
    add(emitter._handle)
    add(emitter._handle?._parent)
  }
  for (const symbol of Object.getOwnPropertySymbols(emitter)) {
    if (symbol.description === 'kHandle') add(emitter[symbol])
    if (symbol.description === 'state symbol') add(emitter[symbol]?.handle)
  }
  return handles
}
