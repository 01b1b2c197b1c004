import type {
  PythonAnswer,
  PythonCallback,
  PythonChild,
  PythonDatabase,
  PythonFrame,
  PythonJob,
  PythonLock,
  PythonLoop,
  PythonRecord,
  PythonServer,
  PythonTask,
  PythonThread,
  PythonWait,
} from './answer.js'

type Wire = Record<string, unknown>

/** Read the agent's JSON. Whatever does not fit becomes null or is left out: a lying agent can do no more than that. */
export function readAnswer(value: unknown): PythonAnswer | null {
  const wire = object(value)
  if (wire === null || wire['v'] !== 1 || !Array.isArray(wire['threads'])) return null
  return {
    phase: text(wire['phase']) ?? 'running',
    ranTests: wire['ranTests'] === true,
    test: text(wire['test']),
    threads: list(wire['threads'], readThread),
    loops: list(wire['loops'], readLoop),
    trio: list(wire['trio'], readTask),
    children: list(wire['children'], readChild),
    databases: list(wire['databases'], readDatabase),
    servers: list(wire['servers'], readServer),
    callback: optional(wire['callback'], readCallback),
    locks: list(wire['locks'], readLock),
    problems: list(wire['problems'], (entry) => String(entry['text'] ?? '')),
  }
}

function readThread(wire: Wire): PythonThread {
  return {
    ident: number(wire['ident']) ?? 0,
    nativeId: number(wire['nativeId']),
    main: wire['main'] === true,
    name: text(wire['name']),
    daemon: wire['daemon'] !== false,
    class: text(wire['class']),
    target: text(wire['target']),
    targetSite: frame(wire['targetSite']),
    started: optional(wire['started'], readRecord),
    stack: frames(wire['stack']),
    waits: list(wire['waits'], readWait),
    endsInMs: number(wire['endsInMs']),
    source: text(wire['source']),
    job: optional(wire['job'], readJob),
  }
}

function readWait(wire: Wire): PythonWait {
  const timeout = number(wire['timeout'])
  return {
    what: text(wire['what']) ?? 'unknown',
    thread: number(wire['thread']),
    pid: number(wire['pid']),
    loop: number(wire['loop']),
    future: number(wire['future']),
    timeoutMs: timeout === null ? null : timeout * 1000,
    name: text(wire['name']),
    address: text(wire['address']),
    class: text(wire['class']),
    made: optional(wire['made'] ?? wire['submitted'], readRecord),
  }
}

function readJob(wire: Wire): PythonJob {
  return {
    idle: wire['idle'] === true,
    name: text(wire['name']),
    site: frame(wire['site']),
    submitted: optional(wire['submitted'], readRecord),
    executorMade: optional(wire['executorMade'], readRecord),
  }
}

function readTask(wire: Wire): PythonTask {
  return {
    id: number(wire['id']) ?? 0,
    name: text(wire['name']) ?? 'task',
    coro: text(wire['coro']),
    created: optional(wire['created'], readRecord),
    stack: frames(wire['stack']),
    waitsFor: text(wire['waitsFor']),
    cancelling: wire['cancelling'] === true,
    endsInMs: number(wire['endsInMs']),
    thread: number(wire['thread']),
  }
}

function readLoop(wire: Wire): PythonLoop {
  return {
    id: number(wire['id']) ?? 0,
    type: text(wire['type']) ?? 'event loop',
    thread: number(wire['thread']),
    tasks: list(wire['tasks'], readTask),
  }
}

function readChild(wire: Wire): PythonChild {
  return {
    pid: number(wire['pid']),
    kind: text(wire['kind']) ?? 'subprocess',
    name: text(wire['name']),
    class: text(wire['class']),
    daemon: wire['daemon'] !== false,
    command: text(wire['command']),
    site: frame(wire['site']),
    created: optional(wire['created'], readRecord),
  }
}

function readDatabase(wire: Wire): PythonDatabase {
  return {
    library: text(wire['library']) ?? 'database',
    what: text(wire['what']) ?? 'connection',
    target: text(wire['target']),
    open: number(wire['open']),
    async: wire['async'] === true,
    made: optional(wire['made'], readRecord),
    checkedOut: list(wire['checkedOut'], readRecord),
    threads: numbers(wire['threads']),
    loop: number(wire['loop']),
  }
}

function readServer(wire: Wire): PythonServer {
  return {
    kind: text(wire['kind']) ?? 'socket',
    address: text(wire['address']),
    loop: number(wire['loop']),
    made: optional(wire['made'], readRecord),
  }
}

function readCallback(wire: Wire): PythonCallback | null {
  const name = text(wire['name'])
  return name === null ? null : { name, registered: optional(wire['registered'], readRecord) }
}

function readLock(wire: Wire): PythonLock {
  return {
    name: text(wire['name']),
    waiters: numbers(wire['waiters']),
    holder: number(wire['holder']),
    taken: frame(wire['taken']),
    sure: wire['sure'] === true,
  }
}

function readRecord(wire: Wire): PythonRecord {
  return { frames: frames(wire['frames']), test: text(wire['test']), ageMs: number(wire['ageMs']) }
}

function frames(value: unknown): readonly PythonFrame[] {
  return Array.isArray(value) ? value.map(frame).filter((entry) => entry !== null) : []
}

/** `[file, line, function, internal]` */
function frame(value: unknown): PythonFrame | null {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || typeof value[1] !== 'number') return null
  return { file: value[0], line: value[1], function: text(value[2]) ?? '?', internal: value[3] === true }
}

function object(value: unknown): Wire | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Wire) : null
}

function optional<T>(value: unknown, read: (wire: Wire) => T): T | null {
  const wire = object(value)
  return wire === null ? null : read(wire)
}

function list<T>(value: unknown, read: (wire: Wire) => T): readonly T[] {
  if (!Array.isArray(value)) return []
  return value.map((entry) => read(typeof entry === 'string' ? { text: entry } : (object(entry) ?? {})))
}

function numbers(value: unknown): readonly number[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === 'number') : []
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null)
const number = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
