/**
 * How the code that attaches to a Node process (src/runtimes/node) talks to the preload inside it (src/probes/node).
 *
 * The joint is a diagnostics channel with a private name: `diagnostics_channel.channel(PRELOAD_CHANNEL)` answers the
 * same object to everybody who knows the name and shows up nowhere else: no global, no property, no listener that a
 * leak check counts, no handle. It exists per thread, so each worker thread has its own.
 *
 * The preload (once per thread):
 *   - keeps a strong reference to the channel (channels without subscribers are held weakly) and subscribes ONE function;
 *   - that function must never throw (publish would turn it into an uncaughtException) and must not log or await;
 *   - it looks only at messages with `v === PRELOAD_VERSION` and `type === 'ask'` and sets `message.answer`.
 *
 * The attaching side evaluates in the target, synchronously:
 *   const ask = { v: 1, type: 'ask', answer: null }
 *   require('node:diagnostics_channel').channel('overstay:preload:v1').publish(ask)
 *   if (ask.answer) for (const handle of handles) ask.answer.siteOf(handle)
 * It is called while the process is idle or, at worst, paused in a debugger: be quick and allocate little.
 *
 * How the pieces are injected: NODE_OPTIONS gets `--"inspect-publish-uid"=http` (silences "Debugger listening on ws://..." on the
 * target's stderr; Node 18 to 26) and `--require PRELOAD`; the preload sets `process.debugPort = 0` (SIGUSR1 never collides on
 * 9229). `--inspect-port=0`, or the other option without its quotes, would make `node --test` believe that it is
 * debugged: it then warns and runs one file at a time. See src/runtimes/node/inject.ts.
 */
/** @public Both sides write it out: neither can import this file at run time. */
export const PRELOAD_CHANNEL = 'overstay:preload:v1'

export const PRELOAD_VERSION = 1

/** What is published on the channel. The preload fills in `answer`; nobody home leaves it null. */
export interface PreloadAsk {
  readonly v: typeof PRELOAD_VERSION
  readonly type: 'ask'
  answer: PreloadAnswer | null
}

/** Live objects of the target's own realm; nothing here crosses the wire as it is. */
export interface PreloadAnswer {
  /**
   * Where this object was made, or null. Works for the object users hold (Timeout, Immediate, net.Server, net.Socket,
   * http2 session, ChildProcess, Worker, MessagePort, BroadcastChannel, FSWatcher, StatWatcher, dgram.Socket,
   * readline Interface, Resolver, ...) and should work for its native handle (`_handle`) when that exists by then.
   */
  siteOf(object: object): PreloadSite | null
  /** Everything recorded whose object is still alive, oldest first: finds what no list of the runtime shows. */
  records(): readonly PreloadRecord[]
  /** What the test runner in this thread was last known to do. */
  activity(): PreloadActivity | null
}

export interface PreloadRecord extends PreloadSite {
  readonly object: object
}

export interface PreloadSite {
  /** The entry point the user called, in the user's words: `setInterval`, `Server.listen`, `child_process.spawn`, ... */
  readonly api: string
  /**
   * Frames of the call, innermost first, async parents included, exactly as V8 gave them: NOT source-mapped (the
   * attaching side does that), `node:` frames and the preload's own left out or not, both are fine.
   */
  readonly frames: readonly PreloadFrame[]
  /** Wall clock, ms since the epoch. */
  readonly createdAtMs: number
  readonly testFile: string | null
  /** Full name of the test, or of the hook with its kind first: `afterAll`, `beforeEach hook in "orders"`. */
  readonly test: string | null
}

export interface PreloadFrame {
  /** What V8 calls the script: a path, a file: URL, or a made-up name. */
  readonly url: string
  /** 1-based, generated code. */
  readonly line: number
  /** 1-based, generated code; null when unknown. */
  readonly column: number | null
  readonly function: string | null
}

export interface PreloadActivity {
  readonly phase: 'file' | 'test' | 'hook'
  readonly state: 'started' | 'ended'
  readonly file: string | null
  readonly name: string | null
  /** Wall clock, ms since the epoch. */
  readonly sinceMs: number
}
