import type { Foreign, Kit } from './kit.js'

/**
 * Prototype of timers, taken from one the runtime itself makes (fake timers may have replaced the public functions; a
 * socket's idle timer never passes through them), and the loop's clock, on which timers are measured.
 */
export function timerPrototype(this: Kit): { prototype: Foreign; nowMs: number } {
  const { Socket } = this.require('net')
  const socket = new Socket()
  socket.setTimeout(3_600_000)
  let prototype: Foreign = null
  let nowMs = 0
  for (const symbol of Object.getOwnPropertySymbols(socket)) {
    const value = socket[symbol]
    if (value === null || typeof value !== 'object' || !('_idleTimeout' in value)) continue
    prototype = Object.getPrototypeOf(value)
    nowMs = value._idleStart
  }
  socket.setTimeout(0)
  socket.destroy()
  return { prototype, nowMs }
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
