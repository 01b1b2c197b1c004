import type { Action } from '../core/actions.js'
import type { Event } from '../core/events.js'
import type { Policy } from '../core/policy.js'
import { initialState, type State } from '../core/state.js'
import { step } from '../core/step.js'

/** An event before it is stamped: the loop alone knows the time. */
export type UnstampedEvent = Event extends infer E ? (E extends Event ? Omit<E, 'atMs'> : never) : never

export interface LoopParts {
  readonly policy: Policy
  /** ms since the run began, monotonic. */
  readonly nowMs: () => number
  /** Carry out an action. Must not wait and must not throw: what is slow comes back as an event. */
  readonly perform: (action: Action, state: State) => void
  /** Sees every event as it is handled, with the state after it (recorder, TUI). */
  readonly observe?: (event: Event, state: State) => void
}

/**
 * The only caller of `step`. Events are handled one after the other, never inside each other: an action that posts an
 * event at once is queued behind. A single timer wakes the run when the state asks for it.
 */
export class Loop {
  state: State
  private readonly queue: Event[] = []
  private isHandling = false
  private timer: NodeJS.Timeout | null = null

  constructor(private readonly parts: LoopParts) {
    this.state = initialState(parts.policy)
  }

  post(event: UnstampedEvent): void {
    this.queue.push({ ...event, atMs: this.parts.nowMs() } as Event)
    if (this.isHandling) return
    this.isHandling = true
    try {
      for (let next = this.queue.shift(); next !== undefined; next = this.queue.shift()) this.handle(next)
    } finally {
      this.isHandling = false
    }
  }

  /** Nothing wakes the run any more. */
  stop(): void {
    this.setTimer(null)
  }

  private handle(event: Event): void {
    const { state, actions, wakeAtMs } = step(this.state, event)
    this.state = state
    this.parts.observe?.(event, state)
    this.setTimer(wakeAtMs)
    for (const action of actions) this.parts.perform(action, state)
  }

  private setTimer(wakeAtMs: number | null): void {
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    if (wakeAtMs === null) return
    const delayMs = Math.min(Math.max(1, Math.ceil(wakeAtMs - this.parts.nowMs())), 2 ** 31 - 1)
    this.timer = setTimeout(() => this.post({ type: 'timeReached' }), delayMs)
  }
}
