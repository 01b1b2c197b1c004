import type { ItemDraft } from './collect.js'
import type { ItemType } from './facts.js'
import type { Foreign, Kit } from './kit.js'

/** Names one thing of a thread: its type and async id. */
export type ReleaseTarget = readonly [ItemType, number]

/**
 * Takes the hold of exactly these things off the loop. They are unref'd, never closed or killed: nothing that the
 * program could notice happens to them (an `exit` or `close` event may well fail a suite), yet the loop can empty.
 * Until the inspector is closed a timer of ours keeps the loop alive, for at most `holdMs`. Answers which were let go.
 */
export function releaseItems(this: Kit): boolean[] {
  const session = this.openSession()
  const { process } = globalThis as Foreign
  const noDeprecation = process.noDeprecation
  try {
    process.noDeprecation = true
    const drafts = this.draftAll()
    this.desk.hold = this.require('timers').setTimeout(() => {}, this.options.holdMs)
    return this.options.targets.map(([type, asyncId]) => {
      const found = drafts.filter((draft) => draft.type === type && draft.asyncId === asyncId)
      return found.length > 0 && found.every((draft) => this.letGo(draft, drafts))
    })
  } finally {
    process.noDeprecation = noDeprecation
    this.post('Runtime.releaseObjectGroup', { objectGroup: 'overstay' })
    session.close()
  }
}

export function letGo(this: Kit, draft: ItemDraft, all: readonly ItemDraft[]): boolean {
  const { process } = globalThis as Foreign
  try {
    if (draft.type === 'ipc') process.channel.unref()
    else this.unrefObject(draft.object)
    for (const part of all) {
      const isPipe = draft.type === 'child' && part.details.ofChild === draft.details.childPid
      const isConnection = draft.type === 'server' && part.type === 'socket' && part.object.server === draft.object
      if (isPipe || isConnection) this.unrefObject(part.object)
    }
    return true
  } catch {
    return false
  }
}

/** The object's own `unref` where there is one (it keeps its books), else that of its native handle. */
export function unrefObject(this: Kit, object: Foreign): void {
  if (typeof object.unref === 'function') object.unref()
  else for (const handle of this.handlesOf(object)) handle.unref?.()
}
