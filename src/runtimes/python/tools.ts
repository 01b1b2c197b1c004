import type { PythonFrame, PythonTask } from './answer.js'
import type { FaultThread } from './fault-dump.js'

const LIBRARY = /[/\\](site|dist)-packages[/\\]|[/\\]lib(64)?[/\\]python\d+\.\d+[/\\]|^</

/** `py-spy dump --json`: threads, innermost frame first; the main thread goes last, as everywhere here. */
export function readPyspy(output: string): readonly FaultThread[] {
  const parsed = parseList(output)
  const threads = parsed.map((thread) => ({
    current: thread['owns_gil'] === true,
    ident: `0x${Number(thread['thread_id'] ?? 0).toString(16)}`,
    name: typeof thread['thread_name'] === 'string' ? thread['thread_name'] : null,
    nativeId: typeof thread['os_thread_id'] === 'number' ? thread['os_thread_id'] : null,
    main: thread['thread_name'] === 'MainThread',
    stack: parseFrames(thread['frames']),
  }))
  return threads.sort((a, b) => Number(a.main) - Number(b.main))
}

function parseList(output: string): readonly Record<string, unknown>[] {
  try {
    const parsed: unknown = JSON.parse(output)
    return Array.isArray(parsed) ? parsed.filter((entry) => typeof entry === 'object' && entry !== null) : []
  } catch {
    return []
  }
}

function parseFrames(value: unknown): readonly PythonFrame[] {
  if (!Array.isArray(value)) return []
  return value.map((frame) => makeFrame(String(frame?.filename ?? ''), Number(frame?.line), String(frame?.name ?? '?')))
}

/** `pystack remote`: outermost frame first, a blank line or "Traceback for thread" between threads. */
export function readPystack(output: string): readonly FaultThread[] {
  return readBlocks(output, /^Traceback for thread (\d+)/, /File "(.+)", line (\d+), in (\S+)/, true)
}

/**
 * `python -m asyncio pstree`: a task is a `(T) name` line, its coroutines are the `function file:line` lines below it,
 * outermost first.
 */
export function readPstree(output: string): readonly PythonTask[] {
  const tasks: (PythonTask & { stack: PythonFrame[] })[] = []
  for (const line of output.split('\n')) {
    const name = /\(T\) (.*)$/.exec(line)?.[1]
    if (name !== undefined) tasks.push({ ...UNKNOWN_TASK, id: tasks.length + 1, name, stack: [] })
    const frame = /── +(\S+) (.+):(\d+)$/.exec(line)
    if (frame === null) continue
    const task = tasks.at(-1)
    task?.stack.unshift(makeFrame(frame[2] ?? '', Number(frame[3]), frame[1] ?? '?'))
  }
  return tasks
}

const UNKNOWN_TASK = {
  coro: null,
  created: null,
  waitsFor: null,
  cancelling: false,
  endsInMs: null,
  thread: null,
} as const

/** gdb's `thread apply all py-bt`: innermost first. */
export function readGdb(output: string): readonly FaultThread[] {
  const threads = readBlocks(output, /^Thread (\d+) /, /^ {2}File "(.+)", line (\d+), in (\S+)/, false)
  return threads.filter((thread) => thread.stack.length > 0)
}

function readBlocks(output: string, head: RegExp, line: RegExp, outermostFirst: boolean): readonly FaultThread[] {
  const threads: (FaultThread & { stack: PythonFrame[] })[] = []
  for (const text of output.split('\n')) {
    const start = head.exec(text)
    if (start !== null) {
      const id = Number(start[1])
      threads.push({ current: false, ident: `0x${id.toString(16)}`, name: null, nativeId: id, stack: [] })
    }
    const frame = line.exec(text)
    if (frame === null) continue
    const parsed = makeFrame(frame[1] ?? '', Number(frame[2]), frame[3] ?? '?')
    const stack = threads.at(-1)?.stack
    if (outermostFirst) stack?.unshift(parsed)
    else stack?.push(parsed)
  }
  return threads
}

function makeFrame(file: string, line: number, name: string): PythonFrame {
  return { file, line: Number.isInteger(line) && line > 0 ? line : 1, function: name, internal: LIBRARY.test(file) }
}
