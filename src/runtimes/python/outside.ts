import { execFile } from 'node:child_process'
import { access, readlink } from 'node:fs/promises'
import type { AskContext, AskTarget, RuntimeAnswer } from '../runtime.js'
import type { PythonTask } from './answer.js'
import { explainStacks } from './explain/stacks.js'
import type { FaultThread } from './fault-dump.js'
import { readGdb, readPstree, readPyspy, readPystack } from './tools.js'

interface Tool {
  readonly name: string
  readonly arguments: (pid: number) => readonly string[]
  readonly read: (output: string) => readonly FaultThread[]
  /** ms it needs at least to be worth starting. */
  readonly leastMs: number
  /** It is of use only for an interpreter whose `py-bt` gdb may load by itself (Debian: python3-dbg); it stops the process. */
  readonly needsGdbScript?: true
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
    needsGdbScript: true,
  },
]

/** Without our agent: stacks and tasks by what is installed. What the kernel says is told for every process anyway. */
export async function askFromOutside(
  target: AskTarget,
  context: AskContext,
  problem: string | null,
): Promise<RuntimeAnswer> {
  const { pid } = target.process
  const until = performance.now() + context.budgetMs * 0.8
  const asked: string[] = []
  const stacks = context.mayTouch ? await askStacks(pid, until, context.signal, asked) : []
  const tasks = context.mayTouch ? await askTasks(pid, until, context.signal, asked) : []
  const why = `process ${pid}: ${problem ?? 'no agent'}`
  if (stacks.length === 0 && tasks.length === 0) return answer([], `${why}; py-spy on PATH would name lines`)
  const threads = stacks.length > 0 ? stacks : [{ ...MAIN, nativeId: pid }]
  const key = { pid, startId: target.process.startId }
  const findings = explainStacks(threads, null, null, key, context.cwd, target.detail, tasks, false)
  return answer(findings, `${why}; asked ${asked.join(' and ')}`)
}

const MAIN = { current: false, ident: '0x0', name: 'MainThread', stack: [] } as const

function answer(findings: RuntimeAnswer['findings'], message: string): RuntimeAnswer {
  return { findings, willEndInMs: null, answered: false, warnings: [{ code: 'python-no-agent', message }] }
}

async function askStacks(
  pid: number,
  until: number,
  signal: AbortSignal,
  asked: string[],
): Promise<readonly FaultThread[]> {
  for (const tool of TOOLS) {
    const leftMs = until - performance.now()
    if (leftMs < tool.leastMs || signal.aborted) continue
    if (tool.needsGdbScript && !(await hasGdbScript(pid))) continue
    const stacks = tool.read(await run(tool.name, tool.arguments(pid), leftMs, signal))
    if (!stacks.some((thread) => thread.stack.length > 0)) continue
    asked.push(tool.name)
    return stacks
  }
  return []
}

async function hasGdbScript(pid: number): Promise<boolean> {
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => '')
  return access(`/usr/share/gdb/auto-load${executable}-gdb.py`).then(
    () => executable !== '',
    () => false,
  )
}

/** From 3.14 an interpreter reads the tasks of another one of its own version, without running code in it. */
async function askTasks(
  pid: number,
  until: number,
  signal: AbortSignal,
  asked: string[],
): Promise<readonly PythonTask[]> {
  const executable = await readlink(`/proc/${pid}/exe`).catch(() => '')
  const leftMs = until - performance.now()
  if (!/python3\.(1[4-9]|[2-9]\d)/.test(executable) || leftMs < PSTREE_LEAST_MS || signal.aborted) return []
  const tasks = readPstree(await run(executable, ['-I', '-m', 'asyncio', 'pstree', `${pid}`], leftMs, signal))
  if (tasks.length > 0) asked.push('asyncio pstree')
  return tasks
}

/** ms an interpreter needs to start and to import asyncio. */
const PSTREE_LEAST_MS = 500

/** Output of a tool; empty when it is not there, fails or takes too long. */
function run(file: string, args: readonly string[], timeoutMs: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    execFile(
      file,
      [...args],
      { timeout: Math.ceil(timeoutMs), signal, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024 },
      (_error, stdout) => resolve(stdout ?? ''),
    )
  })
}
