/**
 * A process is its pid AND its start: a reused pid never matches. `startId` is opaque (clock ticks since boot on
 * Linux, seconds elsewhere) and only ever compared for equality.
 */
export interface ProcessKey {
  readonly pid: number
  readonly startId: number
}

export type ProcessState =
  | 'running'
  | 'sleeping'
  | 'uninterruptible'
  | 'stopped'
  | 'traced'
  | 'zombie'
  | 'dead'
  | 'unknown'

/** Why a process is counted as one of the run. A union: each mark can be lost on its own (see docs/process-tree.md). */
export type MembershipMark =
  | 'command' // the process overstay started
  | 'child' // its parent was a member when it was seen
  | 'session' // in the session of the keeper
  | 'terminal' // its controlling terminal is ours
  | 'output' // holds our pty or pipe
  | 'cookie' // OVERSTAY_RUN_ID in its environment
  | 'limit' // the RLIMIT_LOCKS cookie

/** One process in one sample. Times are on the run's clock (ms since the run began; negative: older than the run). */
export interface ProcessSample {
  readonly pid: number
  readonly startId: number
  readonly ppid: number
  readonly pgid: number | null
  readonly sid: number | null
  readonly startedAtMs: number
  /** Short name (`comm`). */
  readonly name: string
  /** Arguments as executed; empty when unreadable. Secrets are NOT masked here. */
  readonly command: readonly string[]
  readonly state: ProcessState
  /** CPU used since its start, user and system, ms. */
  readonly cpuMs: number
  /** CPU of children it has already waited for, ms: work of processes too short-lived for any sample. */
  readonly reapedCpuMs?: number
  readonly rssBytes: number
  readonly threads: number
  readonly marks: readonly MembershipMark[]
}

/**
 * Every living member; zombies are left out. `atMs` is when reading began, so whoever is listed lived at or after it.
 * `complete: false` when a bound or an error hid some.
 */
export interface TreeSample {
  readonly atMs: number
  readonly processes: readonly ProcessSample[]
  readonly complete: boolean
}

export interface Endpoint {
  /** IP address; the path of a unix socket (port 0), with a leading `@` when it is abstract. */
  readonly address: string
  readonly port: number
  /** `tcp` when absent. */
  readonly protocol?: 'tcp' | 'udp' | 'unix'
}

export interface Connection {
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly state: string
  /** Descriptor of our end; absent where unknown. */
  readonly fd?: number
  /** Pid of the process at the other end when it is on this machine and readable. */
  readonly peerPid: number | null
  /** Short name of that process; absent where unknown. */
  readonly peerName?: string
}

/** One open stream that matters: ours, shared with another member, a terminal, or what a thread is blocked on. */
export interface HeldStream {
  readonly fd: number
  /** `output`: the run's own terminal or pipes. `pipe`: another pipe or socket, identified by `id`. */
  readonly what: 'output' | 'pipe' | 'terminal'
  /** Stable name of the object (`pipe:[123]`, `/dev/pts/4`), equal for everyone who holds it. */
  readonly id: string
  readonly access: 'read' | 'write' | 'both'
}

export interface ThreadWait {
  readonly tid: number
  readonly name: string
  readonly state: ProcessState
  /** Kernel function it sleeps in (`/proc/PID/task/TID/wchan`), null where unreadable. */
  readonly wchan: string | null
  /** System call by name with the fd it works on, null where unreadable. */
  readonly syscall: string | null
  readonly fd: number | null
  /** CPU this thread has used since its start, ms; absent where unknown. */
  readonly cpuMs?: number
  /** Descriptors a waiting event loop (epoll) listens to for input; absent where unknown. */
  readonly watched?: readonly number[]
}

/** What the OS knows of one process beyond the table: costs more, asked for only when a run overstays. */
export interface ProcessDetail {
  readonly pid: number
  readonly startId: number
  readonly openFiles: number | null
  readonly listening: readonly Endpoint[]
  readonly connections: readonly Connection[]
  readonly held: readonly HeldStream[]
  readonly threads: readonly ThreadWait[]
  readonly cwd: string | null
  /** `node`, `python`, `jvm`, `go`, … when a runtime adapter or the executable's name says so. */
  readonly runtime: string | null
}
