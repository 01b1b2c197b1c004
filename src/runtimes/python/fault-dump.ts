import type { PythonFrame } from './answer.js'

/** One thread of a dump by faulthandler: stacks alone, but they come even when no Python code can run. */
export interface FaultThread {
  /** The thread that held the interpreter when the signal came; in finalization the main thread. */
  readonly current: boolean
  readonly ident: string
  /** Where the source tells them: the thread's name, and its id in the kernel. */
  readonly name: string | null
  readonly nativeId: number | null
  /** Innermost first. */
  readonly stack: readonly PythonFrame[]
}

const THREAD = /^(Current thread|Thread) (0x[0-9a-f]+).*\(most recent call first\):/
const FRAME = /^ {2}File "(.*)", line (\d+|\?\?\?) in (.*)$/
const LIBRARY = /[/\\](site|dist)-packages[/\\]|[/\\]lib(64)?[/\\]python\d+\.\d+[/\\]|^</

/** Read the text faulthandler writes. Lines that do not fit are skipped. */
export function readFaultDump(dump: string): readonly FaultThread[] {
  const threads: (FaultThread & { stack: PythonFrame[] })[] = []
  for (const line of dump.split('\n')) {
    const head = THREAD.exec(line)
    if (head !== null) {
      threads.push({
        current: head[1] === 'Current thread',
        ident: head[2] ?? '',
        name: null,
        nativeId: null,
        stack: [],
      })
      continue
    }
    const frame = FRAME.exec(line)
    const file = frame?.[1] ?? ''
    if (frame === null || file.startsWith('<overstay>')) continue
    threads.at(-1)?.stack.push({
      file,
      line: Number(frame[2]) || 1,
      function: frame[3] ?? '?',
      internal: LIBRARY.test(file),
    })
  }
  return threads
}
