import type { PreloadAnswer } from '../../../protocol/node-preload.js'
import type { ItemType } from './facts.js'
import type { pulseParts, releaseParts } from './parts.js'

/** Objects of the target, about which nothing is known before it is looked at. */
// biome-ignore lint/suspicious/noExplicitAny: foreign objects of any Node version are probed by shape, always guarded.
export type Foreign = any

/**
 * `this` of everything that runs inside the target: the functions of `collectParts`, turned to text, evaluated there
 * and put on one object. They may use nothing from their module: only arguments, `this` and what Node 18 has.
 */
export type Kit = typeof releaseParts & typeof pulseParts & KitState

interface KitState {
  readonly require: (name: string) => Foreign
  readonly options: CollectOptions & ReleaseOptions
  /** Sends one inspector command to this very thread and returns its result at once; null when it failed. */
  post: (method: string, params?: object) => Foreign
  /** The diagnostics channel object on which values are handed to the inspector and back. */
  desk: Foreign
  preload: PreloadAnswer | null
  readonly problems: string[]
  readonly scripts: Map<string, { scriptId: string; url: string; sourceMapURL?: string }>
}

export interface CollectOptions {
  /** Is libuv's own list wanted? It waits for worker threads, so not while one of them is blocked. */
  readonly report: boolean
  /** The thread has been found to run without ever coming round: only its stack matters. */
  readonly stuck: boolean
  /** The thread was busy when we came, but its loop goes round. */
  readonly isBusy: boolean
  readonly sourceBytesMax: number
  readonly itemsMax: number
  /** Does the thread have worker threads? Finding their objects costs a full garbage collection. */
  readonly hasWorkers: boolean
}

export interface ReleaseOptions {
  readonly targets: readonly (readonly [ItemType, number])[]
  readonly hasWorkers: boolean
  readonly isBusy: false
  /** ms the loop is kept alive until the inspector has been closed. */
  readonly holdMs: number
}
