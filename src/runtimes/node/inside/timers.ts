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
  for (const timer of this.queryObjects(prototype)) {
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

export function draftImmediates(this: Kit, prototype: Foreign): ItemDraft[] {
  const drafts: ItemDraft[] = []
  if (prototype === null) return drafts
  for (const immediate of this.queryObjects(prototype)) {
    if (immediate._destroyed !== false || typeof immediate._onImmediate !== 'function' || !immediate.hasRef()) continue
    if (immediate._onImmediate.name === 'overstayPulse') continue // our own mark
    drafts.push({
      object: immediate,
      asyncId: -1,
      type: 'immediate',
      className: 'Immediate',
      details: {},
      functions: [['callback', immediate._onImmediate], ...this.functionsAmong(immediate._argv)],
    })
  }
  return drafts
}

/** Functions handed along as arguments: `setTimeout(resolve, …)` hides its caller, `setTimeout(run, 5, callback)` does not. */
export function functionsAmong(this: Kit, values: unknown): [string, Foreign][] {
  if (!Array.isArray(values)) return []
  return values.filter((value) => typeof value === 'function').map((value) => ['argument', value])
}
