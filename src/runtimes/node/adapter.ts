import { LIMITS } from '../../core/limits.js'
import type { Finding } from '../../core/suspects/finding.js'
import type { AskContext, AskTarget, RuntimeAdapter, RuntimeAnswer } from '../runtime.js'
import { askThreads, closeInspector } from './ask-threads.js'
import { type OpenInspector, openInspector } from './attach/open.js'
import { looksLikeNode } from './attach/verify.js'
import type { ThreadFacts } from './inside/facts.js'
import { judgeThread } from './judge/findings.js'
import { RearmMemory } from './judge/rearm-memory.js'
import { releaseFindings } from './release.js'

/** Talks to Node processes through their inspector; nothing needs to have been preloaded. */
export function createNodeAdapter(): RuntimeAdapter {
  const memory = new RearmMemory()
  return {
    name: 'node',
    recognises: looksLikeNode,
    async ask(target, context) {
      try {
        return await askProcess(target, context, memory)
      } catch (error) {
        return refused('node-failed', `asking process ${target.process.pid} failed: ${String(error)}`)
      }
    },
    async release(target, findings, context) {
      try {
        if (!context.mayTouch || findings.every((finding) => finding.release === null)) return []
        const opened = await openInspector(target.process, context.signal)
        if ('code' in opened) return []
        return await withInspector(opened, context.signal, () => releaseFindings(opened, findings))
      } catch {
        return []
      }
    },
  }
}

async function askProcess(target: AskTarget, context: AskContext, memory: RearmMemory): Promise<RuntimeAnswer> {
  const { process } = target
  if (!context.mayTouch) return refused('node-untouched', `process ${process.pid} may not be asked`)
  const opened = await openInspector(process, context.signal)
  if ('code' in opened) return refused(opened.code, opened.message)
  const { threads, warnings } = await withInspector(opened, context.signal, () => askThreads(opened))
  const key = { pid: process.pid, startId: process.startId }
  const nowEpochMs = Date.now()
  const findings: Finding[] = []
  for (const facts of threads.filter((one) => isThreadHeld(one, threads))) {
    const rearming = memory.remember(`${key.pid}:${key.startId}:${facts.threadId}`, facts.items, nowEpochMs)
    findings.push(...judgeThread(facts, { process: key, nowEpochMs, rearming }))
  }
  return {
    findings: findings.slice(0, LIMITS.findingsMax),
    willEndInMs: endOf(findings),
    answered: threads.length > 0,
    warnings: warnings.map((message) => ({ code: 'node-partial', message: `process ${process.pid}: ${message}` })),
  }
}

/** Talks while there is time; the inspector is closed again before this resolves, if it was us who opened it. */
async function withInspector<T>(opened: OpenInspector, signal: AbortSignal, talk: () => Promise<T>): Promise<T> {
  const abort = () => opened.connection.close()
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await talk()
  } finally {
    signal.removeEventListener('abort', abort)
    await closeInspector(opened)
  }
}

/** What a thread that its parent has unref'd does is nobody's concern: it ends with the process. */
function isThreadHeld(facts: ThreadFacts, all: readonly ThreadFacts[]): boolean {
  const main = all.find((one) => one.threadId === 0)
  if (main === undefined || facts.threadId === 0 || main.running.length > 0) return true
  return main.items.some((item) => item.type === 'worker' && item.details['workerThreadId'] === facts.threadId)
}

/** When the last holder will have ended, if each of them will. */
function endOf(findings: readonly Finding[]): number | null {
  const ends = findings.map((finding) => finding.resource?.willEndInMs ?? null)
  return ends.length === 0 || ends.includes(null) ? null : Math.max(...(ends as number[]))
}

function refused(code: string, message: string): RuntimeAnswer {
  return { findings: [], willEndInMs: null, answered: false, warnings: [{ code, message }] }
}
