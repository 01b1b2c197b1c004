/**
 * What in-process probes append, one JSON object a line, to `events.ndjson` in OVERSTAY_RUN_DIR (O_APPEND; a line stays
 * under 4 KB so that concurrent writers do not mix). The supervisor tails it. A line that does not fit is dropped and
 * counted: a lying probe can never do more than that.
 */
export const PROTOCOL_VERSION = 1

export const EVENTS_FILE = 'events.ndjson'

interface Base {
  readonly v: typeof PROTOCOL_VERSION
  readonly pid: number
  /** Wall clock of the sender, ms since the epoch. */
  readonly t: number
}

export interface Hello extends Base {
  readonly type: 'hello'
  readonly runtime: string
  readonly version: string
  readonly ppid: number
}

/** A runner in this process has begun (its name as in `--runner`). `worker`: a helper of another runner process. */
export interface TestsStarted extends Base {
  readonly type: 'testsStarted'
  readonly runner: string
  readonly worker: boolean
}

/** Test, hook and file boundaries; at most a few a second, the newest counts. */
export interface TestActivity extends Base {
  readonly type: 'testActivity'
  readonly phase: 'file' | 'test' | 'hook'
  readonly state: 'started' | 'ended'
  readonly file: string | null
  readonly name: string | null
}

/** All tests of this runner are over. A hook outranks text. */
export interface TestsFinished extends Base {
  readonly type: 'testsFinished'
  readonly runner: string
  readonly worker: boolean
  readonly verdict: 'passed' | 'failed' | 'none' | 'unknown'
  readonly passed: number | null
  readonly failed: number | null
  readonly skipped: number | null
  readonly errors: number | null
  /** The status the runner is going to exit with, when it says. */
  readonly exitStatus: number | null
}

/** How far the process has come with its exit. */
export interface ExitPhase extends Base {
  readonly type: 'exitPhase'
  readonly phase: string
}

export interface WireSite {
  readonly file: string
  readonly line: number
  readonly column: number | null
  readonly function: string | null
}

/** A child was started here: survives the process, so that an orphan can still be attributed. */
export interface Spawned extends Base {
  readonly type: 'spawned'
  readonly child: number | null
  readonly command: string
  readonly stack: readonly WireSite[]
}

export type ProbeMessage = Hello | TestsStarted | TestActivity | TestsFinished | ExitPhase | Spawned

const TYPES = new Set<string>(['hello', 'testsStarted', 'testActivity', 'testsFinished', 'exitPhase', 'spawned'])

/** Is this parsed JSON a message we understand? Checks the envelope and the fields the supervisor relies on. */
export function isProbeMessage(value: unknown): value is ProbeMessage {
  if (typeof value !== 'object' || value === null) return false
  const message = value as Record<string, unknown>
  if (message['v'] !== PROTOCOL_VERSION || !Number.isInteger(message['pid']) || !Number.isFinite(message['t']))
    return false
  if (typeof message['type'] !== 'string' || !TYPES.has(message['type'])) return false
  switch (message['type']) {
    case 'hello':
      return typeof message['runtime'] === 'string' && typeof message['version'] === 'string'
    case 'testsStarted':
      return typeof message['runner'] === 'string' && typeof message['worker'] === 'boolean'
    case 'testsFinished':
      return (
        typeof message['runner'] === 'string' &&
        typeof message['worker'] === 'boolean' &&
        ['passed', 'failed', 'none', 'unknown'].includes(message['verdict'] as string)
      )
    case 'exitPhase':
      return typeof message['phase'] === 'string'
    case 'spawned':
      return typeof message['command'] === 'string' && Array.isArray(message['stack'])
    default:
      return ['file', 'test', 'hook'].includes(message['phase'] as string)
  }
}
