import type { Finding } from '../../../core/suspects/finding.js'
import type { ProcessDetail, ProcessKey } from '../../../core/tree/sample.js'
import type { PythonAnswer, PythonLoop, PythonTask, PythonThread, PythonWait } from '../answer.js'
import type { FaultThread } from '../fault-dump.js'
import { explainPython } from './explain.js'

/**
 * Explain bare stacks (faulthandler's, or those of a tool from outside). `before` is what the agent wrote when the
 * interpreter began to join its threads: it knows names and where things were started. `phase`: how far the exit is.
 */
export function explainStacks(
  stacks: readonly FaultThread[],
  before: PythonAnswer | null,
  phase: string | null,
  key: ProcessKey,
  cwd: string,
  detail: ProcessDetail | null,
  tasks: readonly PythonTask[] = [],
  agentAnswers = true,
): readonly Finding[] {
  const mainIdent = before?.threads.find((thread) => thread.main)?.ident ?? null
  const threads = stacks.map((stack, index) => {
    const ident = Number.parseInt(stack.ident, 16)
    const known = before?.threads.find((thread) => thread.ident === ident)
    // faulthandler and the tools list the main thread last, being the oldest.
    const main = mainIdent === null ? index === stacks.length - 1 : ident === mainIdent
    return mergeThread(stack, ident, known, main, key.pid)
  })
  const answer: PythonAnswer = {
    ...(before ?? NOTHING),
    phase: phaseOf(threads, phase ?? before?.phase ?? 'running'),
    // In finalization C code walks no frozen thread: what was written before is all there is to know of them.
    threads: threads.concat(
      before?.threads.filter((old) => !threads.some((thread) => thread.ident === old.ident)) ?? [],
    ),
    loops: before?.loops ?? loopOf(tasks, threads),
  }
  const { findings } = explainPython(answer, key, cwd, detail, null)
  // Without the agent's word it is not known which threads are daemons.
  if (before !== null) return findings
  const release = { gentleness: 'interrupt', token: BY_SIGINT } as const
  return findings.map((finding) => ({
    ...finding,
    confidence: 'likely',
    release: finding.release === null || agentAnswers ? finding.release : release,
  }))
}

/** A tool tells the tasks without their thread: the main thread runs them, as far as one can tell. */
function loopOf(tasks: readonly PythonTask[], threads: readonly PythonThread[]): readonly PythonLoop[] {
  const thread = threads.find((each) => each.main)?.ident ?? null
  return tasks.length === 0 ? [] : [{ id: 0, type: 'event loop', thread, tasks }]
}

/** Token of a wait that only a real SIGINT can drop: nobody is inside to be asked. */
export const BY_SIGINT = 'sigint'

const NOTHING = {
  // Unknown from outside: then nothing is said of a child program.
  ranTests: true,
  test: null,
  trio: [],
  children: [],
  databases: [],
  servers: [],
  callback: null,
  locks: [],
  problems: [],
} as const

function mergeThread(
  stack: FaultThread,
  ident: number,
  known: PythonThread | undefined,
  main: boolean,
  pid: number,
): PythonThread {
  const isShutdown = stack.stack.some((frame) => frame.function === '_shutdown' && frame.file.endsWith('threading.py'))
  const waits: readonly PythonWait[] = isShutdown ? [SHUTDOWN] : (known?.waits ?? [])
  return {
    ...(known ?? UNKNOWN_THREAD),
    ident,
    main,
    nativeId: known?.nativeId ?? stack.nativeId ?? (main ? pid : null),
    name: known?.name ?? stack.name,
    stack: stack.stack,
    waits: main ? waits.filter((wait) => wait.what !== 'shutdown' || isShutdown) : waits,
  }
}

const UNKNOWN_THREAD = {
  nativeId: null,
  name: null,
  // Whether it is a daemon cannot be seen from outside; one that runs while the exit waits is taken for the reason.
  daemon: false,
  class: null,
  target: null,
  targetSite: null,
  started: null,
  endsInMs: null,
  source: null,
  job: null,
} as const

const SHUTDOWN: PythonWait = {
  what: 'shutdown',
  thread: null,
  pid: null,
  loop: null,
  future: null,
  timeoutMs: null,
  name: null,
  address: null,
  class: null,
  made: null,
}

function phaseOf(threads: readonly PythonThread[], told: string): string {
  const main = threads.find((thread) => thread.main)
  if (main?.waits.some((wait) => wait.what === 'shutdown')) return 'joining-threads'
  return told === 'joining-threads' ? 'atexit' : told
}
