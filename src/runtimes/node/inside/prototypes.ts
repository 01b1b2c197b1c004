import type { Foreign, Kit } from './kit.js'

/**
 * Prototypes of timers, taken from objects the runtime itself makes (fake timers may have replaced the public functions;
 * a socket's idle timer never passes through them), and the loop's clock, on which timers are measured.
 */
export function timerPrototypes(this: Kit): { timeout: Foreign; immediate: Foreign; nowMs: number } {
  const { Socket } = this.require('net')
  const socket = new Socket()
  socket.setTimeout(3_600_000)
  let timeout: Foreign = null
  let nowMs = 0
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const value = socket[symbol]
    if (value === null || typeof value !== 'object' || !('_idleTimeout' in value)) continue
    timeout = Object.getPrototypeOf(value)
    nowMs = value._idleStart
  }
  socket.setTimeout(0)
  socket.destroy()
  let immediate: Foreign = null
  const timers = this.require('timers')
  const one = timers.setImmediate(() => {})
  timers.clearImmediate(one)
  if (one !== null && typeof one === 'object' && '_onImmediate' in one) immediate = Object.getPrototypeOf(one)
  return { timeout, immediate, nowMs }
}

/** The common ancestor of all native handles and requests of Node; null when this version has none. */
export function asyncWrapPrototype(this: Kit): Foreign {
  const inflate = this.require('zlib').createInflateRaw()
  let prototype = inflate._handle
  inflate.close()
  for (let hops = 0; prototype !== null && hops < 8; hops++) {
    if (Object.hasOwn(prototype, 'constructor') && prototype.constructor.name === 'AsyncWrap') return prototype
    prototype = Object.getPrototypeOf(prototype)
  }
  return null
}
