import { LIMITS } from '../../core/limits.js'
import type { Finding } from '../../core/suspects/finding.js'
import { evaluate } from './attach/ask-thread.js'
import type { Session } from './attach/cdp.js'
import { closeInspector } from './attach/converse.js'
import type { OpenInspector } from './attach/open.js'
import { attachWorkers } from './attach/workers.js'
import type { ReleaseTarget } from './inside/release.js'
import { buildReleaseScript } from './inside/script.js'

interface Wish {
  readonly findingId: string
  readonly threadId: number
  readonly target: ReleaseTarget
}

/**
 * Lets go of findings over an open inspector, worker threads first: their parent may only be waiting for them. A finding
 * counts as released when everything it stands for was. Closes the inspector before the loop can empty: a process
 * that ends under an open connection waits for it, and says so on stderr.
 */
export async function releaseFindings(opened: OpenInspector, findings: readonly Finding[]): Promise<readonly string[]> {
  const wishes = findings.flatMap(readWishes)
  const granted = new Set<Wish>()
  const hasWorkers = wishes.some((wish) => wish.threadId !== 0 || wish.target[0] === 'worker')
  if (hasWorkers) {
    for (const { session } of await attachWorkers(opened.connection)) {
      const threadId = await evaluate<number>(session, THREAD_ID, LIMITS.inspectorCommandMs)
      if (threadId !== null) await releaseInThread(session, threadId, wishes, granted)
    }
  }
  await releaseInThread(opened.connection, 0, wishes, granted)
  await closeInspector(opened)
  const refused = new Set(wishes.filter((wish) => !granted.has(wish)).map((wish) => wish.findingId))
  return [...new Set(wishes.map((wish) => wish.findingId))].filter((id) => !refused.has(id))
}

const THREAD_ID = 'require("node:worker_threads").threadId'

async function releaseInThread(
  session: Session,
  threadId: number,
  wishes: readonly Wish[],
  granted: Set<Wish>,
): Promise<void> {
  const mine = wishes.filter((wish) => wish.threadId === threadId)
  if (mine.length === 0) return
  const targets = mine.map((wish) => wish.target)
  const hasWorkers = targets.some(([type]) => type === 'worker')
  const script = buildReleaseScript({ targets, hasWorkers, isBusy: false, holdMs: LIMITS.inspectorCloseMs * 2 })
  const results = await evaluate<readonly boolean[]>(session, script, LIMITS.collectMs)
  mine.forEach((wish, index) => {
    if (results?.[index] === true) granted.add(wish)
  })
}

/** The tokens of findings: one line for each thing, `[threadId, type, asyncId]`. */
function readWishes(finding: Finding): readonly Wish[] {
  return (finding.release?.token ?? '').split('\n').flatMap((line) => {
    try {
      const [threadId, type, asyncId] = JSON.parse(line)
      return [{ findingId: finding.id, threadId, target: [type, asyncId] as const }]
    } catch {
      return []
    }
  })
}
