import type { PreloadActivity, PreloadSite } from '../../../protocol/node-preload.js'

/** What the code evaluated inside one thread of a target answers; plain JSON, nothing mapped or judged yet. */
export interface ThreadFacts {
  readonly version: string
  readonly pid: number
  /** 0 is the main thread. */
  readonly threadId: number
  readonly argv: readonly string[]
  readonly cwd: string
  /** JavaScript that was running when we asked: empty when the thread waits in its loop. */
  readonly running: readonly RawFrame[]
  /** Rows of libuv's own list that are active and referenced; null when it could not be taken. */
  readonly libuv: readonly LibuvRow[] | null
  readonly items: readonly Item[]
  readonly scripts: readonly ScriptFacts[]
  readonly activity: PreloadActivity | null
  readonly preloaded: boolean
  readonly heapUsedBytes: number
  /** Native add-ons (`.node` files) that are loaded. */
  readonly addons: readonly string[]
  readonly problems: readonly string[]
}

export interface LibuvRow {
  readonly type: string
  /** Of the native handle: its identity while it lives. */
  readonly address?: string
  readonly fd?: number
  readonly pid?: number
  readonly filename?: string
  readonly firesInMsFromNow?: number
  readonly localEndpoint?: { readonly host?: string; readonly port?: number } | null
  readonly remoteEndpoint?: { readonly host?: string; readonly port?: number } | null
}

export type ItemType =
  | 'timer'
  | 'immediate'
  | 'server'
  | 'socket'
  | 'udp'
  | 'tty'
  | 'child'
  | 'worker'
  | 'port'
  | 'watcher'
  | 'request'
  | 'dns'
  | 'ipc'

/** One referenced thing of a thread. */
export interface Item {
  /** Async id: names the same thing again in a later question, for release. */
  readonly asyncId: number
  readonly type: ItemType
  /** Class of the object people hold, else of the native handle. */
  readonly className: string
  readonly details: Readonly<Record<string, string | number | boolean | null>>
  /** Callbacks and listeners, the most telling first. */
  readonly functions: readonly LocatedFunction[]
  /** Where it was made, when the preload is there. */
  readonly creation: PreloadSite | null
}

/** A callback with the place of its definition; positions are V8's own: 0-based, generated code. */
export interface LocatedFunction {
  /** `callback`, or the event it listens to. */
  readonly role: string
  readonly name: string
  readonly scriptId: string
  readonly line: number
  readonly column: number
  /** Start of the function's text: tells a timer that arms itself again. */
  readonly text: string
}

export interface RawFrame {
  readonly url: string
  /** 1-based, generated code. */
  readonly line: number
  readonly column: number
  readonly function: string | null
}

export interface ScriptFacts {
  readonly id: string
  readonly url: string
  /** File, data URL, or empty; long data URLs are sent only for scripts that matter. */
  readonly sourceMapURL: string
  /** Text as V8 runs it; only for the user's own scripts, null for the others. */
  readonly source: string | null
}
