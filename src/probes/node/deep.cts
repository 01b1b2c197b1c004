/**
 * `OVERSTAY_DEEP=1`, for the second look at the one process or file that lingers: also remembers what led to what, so that a
 * dependency's socket or timer that was made some ticks later leads back to the user's line. Every promise, tick and timer
 * is recorded, which makes asynchronous code several times slower: never on by itself.
 */
import asyncHooks = require('node:async_hooks')
import limits = require('./limits.cjs')
import notes = require('./notes.cjs')

interface Cause {
  readonly stack: { stack?: unknown }
  /** The callback that was running, and what Node itself says triggered it; the first is nearer to the code. */
  readonly during: number
  readonly trigger: number
}

/** By async id, oldest first. */
const causes = new Map<number, Cause>()

function installDeep(): void {
  const hook = asyncHooks.createHook({
    init(asyncId, _type, trigger) {
      const stack = notes.captureStack({}, limits.deepFramesMax)
      causes.set(asyncId, { stack, during: asyncHooks.executionAsyncId(), trigger })
      if (causes.size > limits.deepCausesMax) causes.delete(causes.keys().next().value as number)
    },
  })
  hook.enable()
  notes.setCauses(currentCauses)
}

/** Stacks of what led here, nearest first. */
function currentCauses(): { stack?: unknown }[] {
  const found: { stack?: unknown }[] = []
  const seen = new Set<number>()
  let id = asyncHooks.executionAsyncId()
  while (found.length < limits.deepChainMax && !seen.has(id)) {
    seen.add(id)
    const cause = causes.get(id)
    if (cause === undefined) break
    found.push(cause.stack)
    id = causes.has(cause.during) ? cause.during : cause.trigger
  }
  return found
}

export = { installDeep }
