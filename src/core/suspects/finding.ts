import type { ProcessKey } from '../tree/sample.js'

/** Kinds of what can hold a process; the list is part of the report's schema. */
export const SUSPECT_KINDS = [
  'timer',
  'immediate-loop',
  'busy-loop',
  'tcp-server',
  'tcp-socket',
  'pipe',
  'udp',
  'http-agent',
  'child-process',
  'worker',
  'message-port',
  'fs-watcher',
  'stdin',
  'signal-listener',
  'inspector',
  'dns',
  'native-handle',
  'pending-promise',
  'hook-timeout',
  'thread',
  'executor',
  'asyncio-task',
  'db-pool',
  'queue-listener',
  'multiprocessing',
  'lock',
  'atexit',
  'generator',
  'inherited-output',
  'detached-process',
  'stopped-process',
  'goroutine',
  'jvm-thread',
  'unknown',
] as const

export type SuspectKind = (typeof SUSPECT_KINDS)[number]

/** `proved`: releasing exactly this let it exit. `certain`: the runtime says so. The rest is inferred. */
export type Confidence = 'proved' | 'certain' | 'likely' | 'possible'

export interface Site {
  /** Absolute path or URL-free module path, source-mapped; made relative to cwd only when reported. */
  readonly file: string
  readonly line: number
  readonly column: number | null
  readonly function: string | null
}

export interface StackFrame extends Site {
  /** Runtime, runner or dependency code: folded in what people see. */
  readonly internal: boolean
}

export interface FoundResource {
  /** The runtime's own name: `Timeout`, `TCPServerWrap`, `Thread`, … */
  readonly type: string
  /** Does it hold the process? null: the runtime cannot say. */
  readonly ref: boolean | null
  readonly ageMs: number | null
  /** ms until it ends by itself, null when it will not or nobody knows. */
  readonly willEndInMs: number | null
  readonly details: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * How a finding can be let go. `precise`: unref, close or clear exactly this, inside the process, without harm.
 * `interrupt`: a signal that drops a wait (Python's join). The token is the adapter's own and opaque here.
 */
export interface ReleaseHandle {
  readonly gentleness: 'precise' | 'interrupt'
  readonly token: string
}

/** One thing a runtime adapter (or the OS) says about one process. Ranking is done in the core. */
export interface Finding {
  /** Unique within one diagnosis. */
  readonly id: string
  readonly process: ProcessKey
  /** Adapter that says so: `node`, `python`, `os`, … */
  readonly source: string
  readonly kind: SuspectKind
  /** One line without file names: "HTTP server listening on 127.0.0.1:5432". */
  readonly summary: string
  /** The user's own line, when known. */
  readonly site: Site | null
  readonly stack: readonly StackFrame[]
  readonly confidence: Confidence
  /** Does this finding alone keep its process alive? Innocent (unref'd, daemon) things are not findings at all. */
  readonly holdsProcess: boolean
  readonly fix: string | null
  readonly thread: string | null
  readonly resource: FoundResource | null
  readonly testFile: string | null
  readonly evidence: readonly string[]
  readonly release: ReleaseHandle | null
}
