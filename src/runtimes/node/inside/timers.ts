import type { ItemDraft } from './collect.js'
import type { Foreign, Kit } from './kit.js'

/** Timers that are armed and hold the loop. Those of Node's own sockets and servers are left out by the loop's view. */
export function draftTimers(this: Kit, prototype: Foreign, nowMs: number): ItemDraft[] {
  const drafts: ItemDraft[] = []
  if (prototype === null) return drafts
  const asyncId = (timer: Foreign) => {
    for (const symbol of Object.getOwnPropertySymbols(timer)) if (symbol.description === 'asyncId') return timer[symbol]
    return -1
  }
  for (const timer of this.listTimers(prototype)) {
    if (timer._destroyed !== false || !(timer._idleTimeout > 0) || timer._onTimeout === null) continue
    if (timer._idleNext === null || timer._idleNext === undefined || !timer.hasRef()) continue
    drafts.push({
      object: timer,
      asyncId: asyncId(timer),
      type: 'timer',
      className: 'Timeout',
      details: {
        delayMs: timer._idleTimeout,
        repeatMs: typeof timer._repeat === 'number' ? timer._repeat : null,
        leftMs: timer._idleStart + timer._idleTimeout - nowMs,
      },
      functions: [['callback', timer._onTimeout], ...this.functionsAmong(timer._timerArgs)],
    })
  }
  return drafts
}

/** Every timer that is armed: Node keeps one list for each delay. */
export function listTimers(this: Kit, prototype: Foreign): Foreign[] {
  const lists = this.readClosure(prototype.refresh, 'timerListMap')
  if (lists === null) return this.queryObjects(prototype)
  const timers: Foreign[] = []
  for (const list of Object.values<Foreign>(lists)) {
    // A ring: the list itself is its own first and last member.
    for (let timer = list._idleNext, hops = 0; timer && timer !== list && hops < 10_000; hops++) {
      timers.push(timer)
      timer = timer._idleNext
    }
  }
  return timers
}

/**
 * Immediates that wait for this turn's end: a new one stands behind all others in the queue. A busy thread is caught
 * while it runs one, which is in the queue no more: then V8 is asked for all there are.
 */
export function draftImmediates(this: Kit): ItemDraft[] {
  const { setImmediate, clearImmediate } = this.require('timers')
  const last = setImmediate(() => {})
  const waiting: Foreign[] = []
  for (let one = last?._idlePrev; one && waiting.length < 1_000; one = one._idlePrev) waiting.push(one)
  clearImmediate(last)
  const isReal = last !== null && typeof last === 'object' && '_onImmediate' in last
  const all = isReal && this.options.isBusy ? this.queryObjects(Object.getPrototypeOf(last)) : waiting
  const drafts: ItemDraft[] = []
  for (const one of all) {
    if (one._destroyed !== false || typeof one._onImmediate !== 'function' || one.hasRef() !== true) continue
    if (one._onImmediate.name === 'overstayPulse') continue // our own mark
    drafts.push({
      object: one,
      asyncId: -1,
      type: 'immediate',
      className: 'Immediate',
      details: {},
      functions: [['callback', one._onImmediate], ...this.functionsAmong(one._argv)],
    })
  }
  return drafts
}

/** Functions handed along as arguments: `setTimeout(resolve, …)` hides its caller, `setTimeout(run, 5, callback)` does not. */
export function functionsAmong(this: Kit, values: unknown): [string, Foreign][] {
  if (!Array.isArray(values)) return []
  return values.filter((value) => typeof value === 'function').map((value) => ['argument', value])
}
