import type { SignalName } from '../../core/outcome.js'
import type { Child } from './child.js'

/**
 * A process that somebody else has started: it can be signalled, and it is gone one day. Its output belongs to whoever
 * started it.
 */
export class AttachedChild implements Child {
  readonly mode = 'pipes'
  readonly keeperPid = null
  readonly outputIds = []

  constructor(readonly pid: number) {}

  forward(signal: SignalName): void {
    try {
      process.kill(this.pid, signal)
    } catch {
      // It has just ended.
    }
  }

  write(): boolean {
    return true
  }

  resize(): void {}
  pause(): void {}
  resume(): void {}
  continue(): void {}
  recycle(): void {}
  breakOutput(): void {}
  detach(): void {}
  close(): void {}
}
