import { execFile } from 'node:child_process'
import type { Finding } from '../../core/suspects/finding.js'
import type { AskContext, AskTarget, RuntimeAnswer } from '../runtime.js'
import { explainStacks } from './explain/stacks.js'
import type { FaultThread } from './fault-dump.js'
import { readGdb, readPyspy, readPystack } from './tools.js'

interface Tool {
  readonly name: string
  readonly arguments: (pid: number) => readonly string[]
  readonly read: (output: string) => readonly FaultThread[]
  /** ms it needs at least to be worth starting. */
  readonly leastMs: number
}

/** In the order of how little they disturb the process. */
const TOOLS: readonly Tool[] = [
  {
    name: 'py-spy',
    arguments: (pid) => ['dump', '--nonblocking', '--json', '--pid', `${pid}`],
    read: readPyspy,
    leastMs: 300,
  },
  { name: 'pystack', arguments: (pid) => ['remote', '--no-block', `${pid}`], read: readPystack, leastMs: 500 },
  {
    name: 'gdb',
    arguments: (pid) => ['-nx', '-batch', '-p', `${pid}`, '-ex', 'thread apply all py-bt'],
    read: readGdb,
    leastMs: 1500,
  },
]

/** Without our agent: stacks by a tool that is installed, and what the kernel says the threads wait for. */
export async function askFromOutside(
  target: AskTarget,
  context: AskContext,
  problem: string | null,
): Promise<RuntimeAnswer> {
  const { pid } = target.process
  const key = { pid, startId: target.process.startId }
  const until = performance.now() + context.budgetMs * 0.8
  for (const tool of context.mayTouch ? TOOLS : []) {
    const leftMs = until - performance.now()
    if (leftMs < tool.leastMs || context.signal.aborted) continue
    const stacks = tool.read(await run(tool.name, tool.arguments(pid), leftMs, context.signal))
    if (!stacks.some((thread) => thread.stack.length > 0)) continue
    const findings = explainStacks(stacks, null, null, key, context.cwd, target.detail)
    const warning = { code: 'python-no-agent', message: `process ${pid}: ${problem ?? 'no agent'}; asked ${tool.name}` }
    return { findings, willEndInMs: null, answered: false, warnings: [warning] }
  }
  const message = `process ${pid}: ${problem ?? 'no agent'}; only the system was asked (py-spy on PATH would name lines)`
  return {
    findings: [fromKernel(target, problem)],
    willEndInMs: null,
    answered: false,
    warnings: [{ code: 'python-no-agent', message }],
  }
}

/** What the kernel says of its threads: not a line, but often what it waits for. */
function fromKernel(target: AskTarget, problem: string | null): Finding {
  const threads = target.detail?.threads ?? []
  const main = threads.find((thread) => thread.tid === target.process.pid)
  const readsInput = main?.syscall === 'read' && main.fd === 0
  return {
    id: `python:${target.process.pid}:kernel`,
    process: { pid: target.process.pid, startId: target.process.startId },
    source: 'python',
    kind: readsInput ? 'stdin' : threads.some((thread) => thread.state === 'running') ? 'busy-loop' : 'unknown',
    summary: readsInput
      ? 'Python waits for input'
      : `Python process with ${target.process.threads} ${target.process.threads === 1 ? 'thread' : 'threads'} does not end`,
    site: null,
    stack: [],
    confidence: 'possible',
    holdsProcess: true,
    fix: null,
    thread: null,
    resource: null,
    testFile: null,
    evidence: [
      ...(problem === null ? [] : [problem]),
      ...threads
        .slice(0, 8)
        .map((thread) => `thread ${thread.name}: ${thread.state} in ${thread.syscall ?? thread.wchan ?? 'user code'}`),
    ],
    release: null,
  }
}

/** Output of a tool; empty when it is not there, fails or takes too long. */
function run(file: string, args: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: timeoutMs, signal, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024 },
      (_error, stdout) => resolve(stdout ?? ''),
    )
  })
}
