import type { RawFrame } from './facts.js'
import type { Foreign, Kit } from './kit.js'

export interface Pulse {
  /** JavaScript that was running when we asked. */
  readonly running: readonly RawFrame[]
  /** Has the event loop gone round since the last pulse? null at the first. */
  readonly turned: boolean | null
  /** As the thread numbers itself; 0 is the main thread. */
  readonly threadId: number
}

/** Leaves a mark that the next turn of the event loop wipes off, and says whether the last one was. */
export function takePulse(this: Kit): Pulse {
  const desk = this.require('diagnostics_channel').channel('overstay:desk')
  const mark: Foreign = desk.mark ?? null
  const turned = mark === null ? null : mark.turned
  if (mark === null || turned) {
    const next = { turned: false, desk }
    desk.mark = next
    this.require('timers').setImmediate(function overstayPulse() {
      next.turned = true
    })
  }
  return { running: this.framesBelow(), turned, threadId: this.require('worker_threads').threadId }
}
