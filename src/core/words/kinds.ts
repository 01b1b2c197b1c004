import type { Confidence, SuspectKind } from '../suspects/finding.js'

interface KindWords {
  /** What it is, in two or three words. */
  readonly label: string
  /** Why a process with such a thing alive does not exit. */
  readonly why: string
}

const KINDS: Record<SuspectKind, KindWords> = {
  timer: { label: 'timer', why: 'an active timer keeps the event loop going' },
  'immediate-loop': {
    label: 'setImmediate loop',
    why: 'each immediate schedules the next, so the loop never runs dry',
  },
  'busy-loop': { label: 'busy loop', why: 'the code runs without ever giving the event loop a turn' },
  'tcp-server': { label: 'listening server', why: 'a listening server keeps the event loop going until it is closed' },
  'tcp-socket': { label: 'open socket', why: 'an open connection keeps the event loop going until it ends' },
  pipe: { label: 'open pipe', why: 'an open pipe keeps the event loop going until its other end closes' },
  udp: { label: 'UDP socket', why: 'a bound UDP socket keeps the event loop going until it is closed' },
  'http-agent': { label: 'keep-alive connection', why: 'an agent keeps idle connections open for the next request' },
  'child-process': { label: 'child process', why: 'a running child keeps its parent waiting for its exit' },
  worker: { label: 'worker thread', why: 'a worker that still runs keeps its process alive' },
  'message-port': { label: 'message port', why: 'a port with a listener waits for messages until it is closed' },
  'fs-watcher': { label: 'file watcher', why: 'a watcher waits for changes until it is closed' },
  stdin: { label: 'standard input', why: 'somebody reads standard input, which has not ended' },
  'signal-listener': { label: 'signal listener', why: 'a wait for a signal keeps the process alive' },
  inspector: { label: 'inspector', why: 'a debugger is attached, or the process waits for one' },
  dns: { label: 'DNS query', why: 'a name look-up has not been answered' },
  'native-handle': { label: 'native handle', why: 'native code (an addon) keeps a handle of the event loop active' },
  'pending-promise': { label: 'await that never ends', why: 'the promise that is awaited here is never settled' },
  'hook-timeout': { label: 'hook that never ends', why: 'the runner still waits for this hook' },
  thread: { label: 'thread', why: 'the interpreter joins every non-daemon thread before it exits' },
  executor: { label: 'executor', why: 'the pool joins its workers at exit, and one is still busy' },
  'asyncio-task': { label: 'asyncio task', why: 'the event loop still runs this task' },
  'db-pool': { label: 'database pool', why: 'a pool keeps its connections open until it is closed' },
  'queue-listener': { label: 'queue listener', why: 'a listener waits for queue items until it is stopped' },
  multiprocessing: { label: 'multiprocessing child', why: 'the parent joins its children at exit' },
  lock: { label: 'lock', why: 'it waits for a lock that nobody releases' },
  atexit: { label: 'exit handler', why: 'an exit handler has not returned' },
  generator: { label: 'generator', why: 'a suspended generator is being finalized' },
  'inherited-output': {
    label: 'inherited output',
    why: 'it holds the terminal or pipe that the run writes to, so readers never see its end',
  },
  'detached-process': { label: 'detached process', why: 'it was started to live on its own, and nothing ends it' },
  'stopped-process': {
    label: 'stopped process',
    why: 'it is stopped (a signal, a debugger) and cannot go on by itself',
  },
  goroutine: { label: 'goroutine', why: 'the program waits for this goroutine' },
  'jvm-thread': { label: 'JVM thread', why: 'the JVM waits for every non-daemon thread' },
  unknown: { label: 'unknown', why: 'what holds it could not be seen from outside' },
}

const OTHER: KindWords = { label: 'something else', why: 'this version of overstay does not know this kind' }

/** Kinds a newer minor version may have added are shown as "something else". */
export function describeKind(kind: SuspectKind): KindWords {
  return Object.hasOwn(KINDS, kind) ? KINDS[kind] : OTHER
}

const CONFIDENCES: Record<Confidence, string> = {
  proved: 'released exactly this, and the process exited by itself',
  certain: 'the runtime itself says that this holds the process',
  likely: 'inferred from what the process does',
  possible: 'one of several things that could hold it',
}

export function describeConfidence(confidence: Confidence): string {
  return Object.hasOwn(CONFIDENCES, confidence) ? CONFIDENCES[confidence] : 'unknown'
}
