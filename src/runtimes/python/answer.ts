/** What the agent inside a Python process says of it (src/probes/python/inject/agent/dump.py): facts without judgement. */
export interface PythonAnswer {
  /** `running`, `tests`, `session-finishing`, `session-finished`, `unconfigured`, `joining-threads`, `atexit`, … */
  readonly phase: string
  /** Did a test runner work in this very process, not in one it was forked from? */
  readonly ranTests: boolean
  readonly test: string | null
  readonly threads: readonly PythonThread[]
  readonly loops: readonly PythonLoop[]
  readonly trio: readonly PythonTask[]
  readonly children: readonly PythonChild[]
  readonly databases: readonly PythonDatabase[]
  readonly servers: readonly PythonServer[]
  readonly callback: PythonCallback | null
  readonly locks: readonly PythonLock[]
  readonly problems: readonly string[]
}

export interface PythonFrame {
  readonly file: string
  readonly line: number
  readonly function: string
  /** Standard library, installed packages, generated code. */
  readonly internal: boolean
}

/** Where something was made: innermost frame first. */
export interface PythonRecord {
  readonly frames: readonly PythonFrame[]
  readonly test: string | null
  readonly ageMs: number | null
}

/** What a stack waits for, as the standard library's own frames tell. */
export interface PythonWait {
  readonly what: string
  readonly thread: number | null
  readonly pid: number | null
  readonly loop: number | null
  readonly future: number | null
  readonly timeoutMs: number | null
  readonly name: string | null
  readonly address: string | null
  readonly class: string | null
  readonly made: PythonRecord | null
}

export interface PythonJob {
  readonly idle: boolean
  readonly name: string | null
  readonly site: PythonFrame | null
  readonly submitted: PythonRecord | null
  readonly executorMade: PythonRecord | null
}

export interface PythonThread {
  readonly ident: number
  readonly nativeId: number | null
  readonly main: boolean
  readonly name: string | null
  readonly daemon: boolean
  readonly class: string | null
  readonly target: string | null
  readonly targetSite: PythonFrame | null
  readonly started: PythonRecord | null
  /** Innermost first. */
  readonly stack: readonly PythonFrame[]
  /** Innermost first. */
  readonly waits: readonly PythonWait[]
  readonly endsInMs: number | null
  /** Main thread only: the text of the user's line it stands at. */
  readonly source: string | null
  readonly job: PythonJob | null
}

export interface PythonTask {
  readonly id: number
  readonly name: string
  readonly coro: string | null
  readonly created: PythonRecord | null
  readonly stack: readonly PythonFrame[]
  readonly waitsFor: string | null
  readonly cancelling: boolean
  readonly endsInMs: number | null
  /** trio only: the thread that runs it. */
  readonly thread: number | null
}

export interface PythonLoop {
  readonly id: number
  readonly type: string
  readonly thread: number | null
  readonly tasks: readonly PythonTask[]
}

export interface PythonChild {
  readonly pid: number | null
  readonly kind: string
  readonly name: string | null
  readonly class: string | null
  readonly daemon: boolean
  readonly command: string | null
  readonly site: PythonFrame | null
  readonly created: PythonRecord | null
}

export interface PythonDatabase {
  readonly library: string
  readonly what: string
  readonly target: string | null
  readonly open: number | null
  readonly async: boolean
  readonly made: PythonRecord | null
  readonly checkedOut: readonly PythonRecord[]
  readonly threads: readonly number[]
  readonly loop: number | null
}

export interface PythonServer {
  readonly kind: string
  readonly address: string | null
  readonly loop: number | null
  readonly made: PythonRecord | null
}

export interface PythonCallback {
  readonly name: string
  readonly registered: PythonRecord | null
}

/** Threads that wait for a lock, and who seems to have taken it. */
export interface PythonLock {
  readonly name: string | null
  readonly waiters: readonly number[]
  readonly holder: number | null
  /** The line that took it. */
  readonly taken: PythonFrame | null
  /** Does the lock itself say who holds it (RLock), or is it read from the code? */
  readonly sure: boolean
}
