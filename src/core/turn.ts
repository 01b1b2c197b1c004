import type { Action } from './actions.js'
import type { State } from './state.js'

/**
 * One step in the making: the state so far, the actions asked for, and the next moment worth waking up for. It lives
 * inside a single call of `step` only, so the step stays a function of state and event.
 */
export class Turn {
  readonly actions: Action[] = []
  wakeAtMs: number | null = null

  constructor(public state: State) {}

  get nowMs(): number {
    return this.state.nowMs
  }

  /** Has this moment come? If not, it is remembered as a reason to wake up. */
  isDue(atMs: number): boolean {
    if (this.nowMs >= atMs) return true
    if (this.wakeAtMs === null || atMs < this.wakeAtMs) this.wakeAtMs = atMs
    return false
  }

  update(change: Partial<State>): void {
    this.state = { ...this.state, ...change }
  }

  ask(action: Action): void {
    this.actions.push(action)
  }
}
