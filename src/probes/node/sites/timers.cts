/** Timers: every interval, and one-shot timers of 250 ms and more. Shorter ones are found by their callback. */
import timersPromises = require('node:timers/promises')
import timers = require('node:timers')
import disguise = require('../disguise.cjs')
import limits = require('../limits.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

type AnyFunction = (...args: unknown[]) => unknown

/** The deep look wants every timer: one that re-arms itself may be short. */
const NOTED_FROM_MS = process.env['OVERSTAY_DEEP'] === '1' ? 0 : limits.timerNotedFromMs

/** What Node's timer says about itself. */
interface NodeTimer {
  readonly _idleTimeout: number
}

/** `globalThis.setTimeout === require('timers').setTimeout` stays true: both get the same wrapper. */
function installTimers(): void {
  replaceEverywhere('setTimeout', wrapSetTimeout)
  replaceEverywhere('setInterval', wrapSetInterval)
  // Its `setInterval` is an async generator: whoever awaits it is found by attaching.
  disguise.replaceMethod(timersPromises, 'setTimeout', wrapPromiseTimeout)
}

function replaceEverywhere(name: 'setTimeout' | 'setInterval', wrap: (original: AnyFunction) => AnyFunction): void {
  const before = globalThis[name]
  disguise.replaceMethod(globalThis, name, wrap)
  const descriptor = natives.getOwnPropertyDescriptor(timers, name)
  if (descriptor?.value === before) natives.defineProperty(timers, name, { ...descriptor, value: globalThis[name] })
}

function wrapSetTimeout(original: AnyFunction): AnyFunction {
  return function setTimeout(this: unknown, ...args: unknown[]) {
    const timer = (args.length === 2 ? original(args[0], args[1]) : natives.apply(original, this, args)) as NodeTimer
    // Node's own number: the user's delay may be a string or an object, which must not be converted twice.
    if (timer._idleTimeout >= NOTED_FROM_MS) notes.noteCreation('timer', 'setTimeout', timer)
    return timer
  }
}

function wrapSetInterval(original: AnyFunction): AnyFunction {
  return function setInterval(this: unknown, ...args: unknown[]) {
    const timer = natives.apply(original, this, args) as object
    notes.noteCreation('interval', 'setInterval', timer)
    return timer
  }
}

function wrapPromiseTimeout(original: AnyFunction): AnyFunction {
  return function setTimeout(this: unknown, ...args: unknown[]) {
    const delay = args[0]
    const promise = natives.apply(original, this, args) as object
    const isLong = typeof delay === 'number' && delay >= NOTED_FROM_MS
    if (isLong) notes.noteCreation('promiseTimer', 'timers/promises.setTimeout', promise)
    return promise
  }
}

export = { installTimers }
