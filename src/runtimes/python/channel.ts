import { open, readFile, readlink, stat, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../core/limits.js'
import type { PythonAnswer } from './answer.js'
import { type FaultThread, readFaultDump } from './fault-dump.js'
import { readAnswer } from './read-answer.js'

/** What came back from one signal: the agent's answer, or at least the stacks that C code wrote. */
export interface Reply {
  readonly answer: PythonAnswer | null
  readonly stacks: readonly FaultThread[]
  /** Why there is less than everything; null when there is. */
  readonly problem: string | null
}

const NO_REPLY: Reply = { answer: null, stacks: [], problem: null }

/** The bit of SIGURG (23) in the masks of /proc/PID/status on Linux. */
const SIGURG_BIT = 22n

/**
 * Ask the agent in `pid`: one SIGURG, which does nothing at all in a process that does not catch it. Resolves when the
 * answer is there or `waitMs` have passed.
 */
export async function askAgent(pid: number, runDir: string, waitMs: number, signal: AbortSignal): Promise<Reply> {
  const refusal = await whyNotToAsk(pid, runDir)
  if (refusal !== null) return { ...NO_REPLY, problem: refusal }
  const dumpPath = join(runDir, `fault-${pid}.txt`)
  const answerPath = join(runDir, `answer-${pid}.json`)
  const before = await sizeOf(dumpPath)
  await unlink(answerPath).catch(() => undefined)
  try {
    process.kill(pid, 'SIGURG')
  } catch {
    return { ...NO_REPLY, problem: 'the process has gone' }
  }
  const text = await waitForFile(answerPath, waitMs, signal)
  const stacks = readFaultDump(await readFrom(dumpPath, before))
  const answer = text === null ? null : parseAnswer(text)
  return { answer, stacks, problem: answer === null ? 'Python code cannot run in it now' : null }
}

/** What was known when the interpreter began to join its threads; null when nothing was written then. */
export async function readSnapshot(pid: number, runDir: string): Promise<PythonAnswer | null> {
  const text = await readFile(join(runDir, `snapshot-${pid}.json`), 'utf8').catch(() => null)
  return text === null ? null : parseAnswer(text)
}

/** Ask the agent to drop the wait at its exit. true when it says it does. */
export async function requestRelease(pid: number, runDir: string, signal: AbortSignal): Promise<boolean> {
  if ((await whyNotToAsk(pid, runDir)) !== null) return false
  const request = join(runDir, `release-${pid}`)
  const answerPath = join(runDir, `answer-${pid}.json`)
  try {
    await unlink(answerPath).catch(() => undefined)
    await writeFile(request, '', { mode: 0o600 })
    process.kill(pid, 'SIGURG')
    const text = await waitForFile(answerPath, LIMITS.pythonAnswerMs, signal)
    return text !== null && (JSON.parse(text) as { released?: unknown }).released === true
  } catch {
    return false
  } finally {
    await unlink(request).catch(() => undefined)
  }
}

/**
 * The agent is armed when SIGURG is caught and, where it keeps its dump file open (-1: it does not), that is still open
 * under the number it wrote into it.
 */
async function whyNotToAsk(pid: number, runDir: string): Promise<string | null> {
  const dumpPath = join(runDir, `fault-${pid}.txt`)
  const head = await readHead(dumpPath)
  const descriptor = /^fd (-1|\d+)\n/.exec(head)?.[1]
  if (descriptor === undefined) return 'the agent is not loaded in it'
  if (process.platform !== 'linux') return null
  const held = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => null)
  if (held !== null && held !== dumpPath) return 'it uses the descriptor of the agent for something else'
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  if (!hasBit(status, 'SigCgt')) return 'it does not catch the signal of the agent'
  return hasBit(status, 'SigBlk') ? 'it blocks the signal of the agent' : null
}

function hasBit(status: string, field: string): boolean {
  const mask = new RegExp(`^${field}:\\s*([0-9a-f]+)$`, 'm').exec(status)?.[1]
  return mask !== undefined && ((BigInt(`0x${mask}`) >> SIGURG_BIT) & 1n) === 1n
}

async function waitForFile(path: string, waitMs: number, signal: AbortSignal): Promise<string | null> {
  const until = performance.now() + waitMs
  for (;;) {
    const text = await readFile(path, 'utf8').catch(() => null)
    if (text !== null) return text
    if (signal.aborted || performance.now() >= until) return null
    await sleep(LIMITS.pythonPollMs)
  }
}

function parseAnswer(text: string): PythonAnswer | null {
  try {
    return readAnswer(JSON.parse(text))
  } catch {
    return null
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    (found) => found.size,
    () => 0,
  )
}

function readHead(path: string): Promise<string> {
  return readFrom(path, 0, 40)
}

async function readFrom(path: string, offset: number, lengthMax: number = LIMITS.pythonDumpBytesMax): Promise<string> {
  const file = await open(path, 'r').catch(() => null)
  if (file === null) return ''
  try {
    const buffer = Buffer.alloc(lengthMax)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset)
    return buffer.toString('utf8', 0, bytesRead)
  } catch {
    return ''
  } finally {
    await file.close()
  }
}
