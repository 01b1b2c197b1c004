import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../core/limits.js'
import type { Finding } from '../../core/suspects/finding.js'
import type { AskContext, AskTarget } from '../runtime.js'
import { requestRelease } from './channel.js'
import { BY_SIGINT } from './explain/stacks.js'

/**
 * Drop the wait that the main thread is in at its exit, so that the interpreter ends by itself with its own code. The
 * agent checks, at the very instruction, that it is such a wait and that nobody is at a debugger's prompt, and raises
 * what a Ctrl-C would raise there; SIGINT itself would be lost where the command was started with it ignored, and could
 * arrive a moment too late. One exit can wait several times (threads, executors, callbacks): asked up to three times.
 *
 * Resolves with the ids of the findings when the process has ended; else with none.
 */
export async function releasePython(
  target: AskTarget,
  findings: readonly Finding[],
  context: AskContext,
): Promise<readonly string[]> {
  const ids = findings.filter((finding) => finding.release?.gentleness === 'interrupt').map((finding) => finding.id)
  if (ids.length === 0 || !context.mayTouch) return []
  const bySignal = findings.some((finding) => finding.release?.token === BY_SIGINT)
  const until = performance.now() + context.budgetMs
  for (let round = 0; round < LIMITS.pythonReleaseRounds; round++) {
    if (performance.now() >= until || context.signal.aborted) break
    const dropped = bySignal ? round === 0 && (await interrupt(target)) : await requestIt(target, context)
    if (!dropped) break
    const waitUntil = Math.min(until, performance.now() + LIMITS.pythonReleaseWaitMs)
    if (await waitForEnd(target, waitUntil, context.signal)) return ids
  }
  return (await isAlive(target)) ? [] : ids
}

function requestIt(target: AskTarget, context: AskContext): Promise<boolean> {
  return requestRelease(target.process.pid, context.runDir, context.signal)
}

/**
 * Without an agent: one SIGINT, and only one, since nobody can say where it would arrive the second time. A process that
 * ignores it (started in the background of a shell) is left alone.
 */
async function interrupt(target: AskTarget): Promise<boolean> {
  const { pid } = target.process
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  const caught = /^SigCgt:\s*([0-9a-f]+)$/m.exec(status)?.[1]
  if (caught === undefined || ((BigInt(`0x${caught}`) >> SIGINT_BIT) & 1n) === 0n) return false
  try {
    return process.kill(pid, 'SIGINT')
  } catch {
    return false
  }
}

/** SIGINT is signal 2, and the masks of /proc/PID/status begin with 1. */
const SIGINT_BIT = 1n

async function waitForEnd(target: AskTarget, until: number, signal: AbortSignal): Promise<boolean> {
  while (await isAlive(target)) {
    if (performance.now() >= until || signal.aborted) return false
    await sleep(LIMITS.pythonPollMs)
  }
  return true
}

/** A zombie has ended: whoever waits for it has not collected it yet. */
async function isAlive(target: AskTarget): Promise<boolean> {
  const { pid } = target.process
  if (process.platform === 'linux') {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null)
    return stat !== null && !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))
  }
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
