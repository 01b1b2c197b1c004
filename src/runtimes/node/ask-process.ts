import { LIMITS } from '../../core/limits.js'
import type { Finding } from '../../core/suspects/finding.js'
import type { AskContext, AskTarget, RuntimeAnswer } from '../runtime.js'
import { type AnsweredThread, askThreads } from './ask-threads.js'
import type { Session } from './attach/cdp.js'
import { converse } from './attach/converse.js'
import { type HeapSearch, searchHeap, type WokenSleeper } from './awaits/find-pending.js'
import type { ThreadFacts } from './inside/facts.js'
import { judgeBlocked } from './judge/blocked.js'
import { judgeThread } from './judge/findings.js'
import { judgeHooks } from './judge/hooks.js'
import { hasSleepers, isInHook, isUnexplained, judgePending, judgeSleepers, scriptKindsOf } from './judge/pending.js'
import type { RearmMemory } from './judge/rearm-memory.js'

/** Asks one process and judges what it says. Rejects only for faults of ours. */
export async function askProcess(target: AskTarget, context: AskContext, memory: RearmMemory): Promise<RuntimeAnswer> {
  const { process } = target
  if (!context.mayTouch) return refused('node-untouched', `process ${process.pid} may not be asked`)
  const key = { pid: process.pid, startId: process.startId }
  const answer = await converse(process, context, async (opened): Promise<RuntimeAnswer> => {
    const { threads, blocked, warnings } = await askThreads(opened)
    const findings: Finding[] = []
    for (const thread of blocked) {
      const finding = judgeBlocked(key, thread, context.spawns, context.cwd)
      if (finding !== null) findings.push(finding)
    }
    for (const thread of threads) if (isThreadHeld(thread.facts, threads)) findings.push(...(await judge(thread)))
    return {
      findings: findings.slice(0, LIMITS.findingsMax),
      willEndInMs: endOf(findings),
      answered: threads.length > 0,
      warnings: warnings.map((message) => ({ code: 'node-partial', message: `process ${process.pid}: ${message}` })),
    }
  })
  if (!('code' in answer)) return answer
  const blocked = answer.code === 'node-no-answer' ? judgeBlocked(key, 'main', context.spawns, context.cwd) : null
  return { ...refused(answer.code, answer.message), findings: blocked === null ? [] : [blocked] }

  async function judge({ session, facts }: AnsweredThread): Promise<readonly Finding[]> {
    const nowEpochMs = Date.now()
    const rearming = memory.remember(`${key.pid}:${key.startId}:${facts.threadId}`, facts.items, nowEpochMs)
    const judging = { process: key, nowEpochMs, rearming }
    const findings = judgeThread(facts, judging)
    const isSearched = isUnexplained(findings) || isInHook(facts) || hasSleepers(findings)
    if (!isSearched || facts.heapUsedBytes > LIMITS.heapSearchedBytesMax) return findings
    const heap = await searchHeap(session, scriptKindsOf(facts))
    if (heap === null) return findings
    const named = hasSleepers(findings)
      ? judgeSleepers(facts, findings, await findSleepers(session, facts, heap))
      : findings
    if (!isUnexplained(findings) && !isInHook(facts)) return named
    const pending = judgePending(facts, await heap.findPendingChains(), judging)
    const hooks = pending.length > 0 ? [] : judgeHooks(facts, heap.findAwaitedFunctions(), judging)
    return [...pending, ...hooks, ...named]
  }
}

/** A short sleep may have been over just then, and the next not begun: look once more. */
async function findSleepers(session: Session, facts: ThreadFacts, heap: HeapSearch): Promise<readonly WokenSleeper[]> {
  const sleepers = await heap.findSleepers()
  if (sleepers.length > 0) return sleepers
  return (await (await searchHeap(session, scriptKindsOf(facts)))?.findSleepers()) ?? []
}

/** What a thread that its parent has unref'd does is nobody's concern: it ends with the process. */
function isThreadHeld(facts: ThreadFacts, all: readonly AnsweredThread[]): boolean {
  const main = all.find((one) => one.facts.threadId === 0)?.facts
  if (main === undefined || facts.threadId === 0 || main.running.length > 0) return true
  return main.items.some((item) => item.type === 'worker' && item.details['workerThreadId'] === facts.threadId)
}

/** When the last holder will have ended, if each of them will. A runner's own things follow what they wait for. */
function endOf(findings: readonly Finding[]): number | null {
  const holders = findings.filter((finding) => finding.holdsProcess)
  const ends = holders.map((finding) => finding.resource?.willEndInMs ?? null)
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...(ends as number[]))
}

/** An answer without an answer. */
export function refused(code: string, message: string): RuntimeAnswer {
  return { findings: [], willEndInMs: null, answered: false, warnings: [{ code, message }] }
}
