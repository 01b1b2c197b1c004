import type { Item } from '../inside/facts.js'
import { timerKey } from './findings.js'

interface Seen {
  readonly asyncId: number
  readonly dueAtMs: number
}

/** Remembers one-shot timers between questions: one that should have fired and is there again arms itself. */
export class RearmMemory {
  readonly #threads = new Map<string, Map<string, Seen>>()
  readonly #known = new Map<string, Set<string>>()

  /** Takes in the timers of one thread and returns the keys of those known to come back. */
  remember(thread: string, items: readonly Item[], nowMs: number): ReadonlySet<string> {
    const before = this.#threads.get(thread) ?? new Map<string, Seen>()
    const known = this.#known.get(thread) ?? new Set<string>()
    const now = new Map<string, Seen>()
    for (const item of items) {
      if (item.type !== 'timer' || item.details['repeatMs'] !== null) continue
      const key = timerKey(item)
      const seen = before.get(key)
      if (seen !== undefined && seen.dueAtMs < nowMs) known.add(key)
      now.set(key, { asyncId: item.asyncId, dueAtMs: nowMs + Number(item.details['leftMs']) })
    }
    this.#threads.set(thread, now)
    this.#known.set(thread, known)
    return known
  }
}
