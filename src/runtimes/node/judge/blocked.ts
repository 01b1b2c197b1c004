import type { Finding } from '../../../core/suspects/finding.js'
import type { ProcessKey } from '../../../core/tree/sample.js'
import type { Spawned } from '../../../protocol/messages.js'
import { listTasks, readProc } from '../attach/process-files.js'
import { classifyFile } from './ownership.js'

/**
 * A thread that does not answer, not even from within a loop, is blocked outside JavaScript. When it has a child, it
 * most probably waits for it synchronously (`execSync`, `spawnSync`): the preload wrote that call down before it was
 * made. Null when there is no child: the OS says more about such a process than we can.
 */
export function judgeBlocked(
  process: ProcessKey,
  thread: 'main' | 'worker',
  spawns: readonly Spawned[],
  cwd: string,
): Finding | null {
  const pid = childrenOf(process.pid, thread).at(-1)
  if (pid === undefined) return null
  const command = (readProc(Number(pid), 'cmdline') ?? '').split('\0').join(' ').trim()
  const call = spawns.findLast((spawn) => spawn.pid === process.pid && spawn.child === null)
  const stack = (call?.stack ?? []).map((frame) => ({
    ...frame,
    internal: frame.file.startsWith('node:') || classifyFile(frame.file, cwd).kind !== 'user',
  }))
  const user = stack.find((frame) => !frame.internal)
  const site = user && { file: user.file, line: user.line, column: user.column, function: user.function }
  return {
    id: `node:${process.pid}:${thread}:blocked`,
    process,
    source: 'node',
    kind: 'child-process',
    summary: `the ${thread === 'main' ? 'main' : 'worker'} thread is blocked; it probably waits synchronously for child process ${pid}: ${command}`,
    site: site ?? null,
    stack,
    confidence: call === undefined ? 'possible' : 'likely',
    holdsProcess: true,
    fix: 'give the call a `timeout`, or start the child with `spawn` and end it in teardown',
    thread: thread === 'main' ? null : 'worker',
    resource: null,
    testFile: null,
    evidence: [
      'no JavaScript runs and the event loop does not come round',
      ...(call === undefined ? [] : [`the last synchronous call that was logged: ${call.command}`]),
    ],
    release: null,
  }
}

/** Linux keeps children by the thread that made them: a worker's are not those of the main thread. */
function childrenOf(pid: number, thread: 'main' | 'worker'): readonly string[] {
  const tasks = thread === 'main' ? [String(pid)] : listTasks(pid).filter((task) => task !== String(pid))
  return tasks.flatMap((task) => (readProc(pid, `task/${task}/children`) ?? '').trim().split(/\s+/).filter(Boolean))
}
