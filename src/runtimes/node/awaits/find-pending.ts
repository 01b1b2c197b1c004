import { LIMITS } from '../../../core/limits.js'
import type { Reply, Session } from '../attach/cdp.js'
import { type AwaitChain, findAwaitChains, type ScriptKinds } from './await-chains.js'
import { type HeapGraph, parseHeapGraph } from './heap-graph.js'

/** A place where an async function stands at an `await`. 0-based, code as V8 runs it. */
export interface PendingAwait {
  readonly scriptId: string
  readonly line: number
  readonly column: number
  readonly function: string | null
}

export interface PendingChain {
  /** Innermost first. */
  readonly awaits: readonly PendingAwait[]
  readonly isAwaitedByRunner: boolean
}

/**
 * Where the user's async functions of a thread stand, waiting. No handle shows this; only the heap does. Costs a heap
 * snapshot: hundreds of ms in the target, so it is for threads that nothing else explains.
 */
export async function findPendingChains(session: Session, kinds: ScriptKinds): Promise<readonly PendingChain[]> {
  const graph = await takeSnapshot(session)
  if (graph === null) return []
  const chains = [...findAwaitChains(graph, kinds)]
    .sort((a, b) => Number(b.isAwaitedByRunner) - Number(a.isAwaitedByRunner))
    .slice(0, LIMITS.awaitChainsMax)
  const found = await Promise.all(chains.map((chain) => locateChain(session, graph, chain)))
  return found.filter((chain) => chain.awaits.length > 0)
}

async function takeSnapshot(session: Session): Promise<HeapGraph | null> {
  const chunks: string[] = []
  let size = 0
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    size += chunk.length
    if (size <= LIMITS.heapSnapshotBytesMax) chunks.push(chunk)
  })
  await session.send('HeapProfiler.enable')
  const done = await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false }, LIMITS.heapSnapshotMs)
  return done === null || size > LIMITS.heapSnapshotBytesMax ? null : parseHeapGraph(chunks.join(''))
}

async function locateChain(session: Session, graph: HeapGraph, chain: AwaitChain): Promise<PendingChain> {
  const members = chain.members.slice(0, LIMITS.awaitChainLengthMax)
  const awaits = await Promise.all(members.map((node) => locateAwait(session, graph.heapId(node))))
  return { awaits: awaits.filter((one) => one !== null), isAwaitedByRunner: chain.isAwaitedByRunner }
}

/** V8's own knowledge of where a suspended function stands; null when it is not suspended (any more). */
async function locateAwait(session: Session, heapId: number): Promise<PendingAwait | null> {
  const object = await session.send('HeapProfiler.getObjectByHeapObjectId', { objectId: String(heapId) })
  const objectId = object?.result?.objectId
  if (objectId === undefined) return null
  const properties = await session.send('Runtime.getProperties', { objectId, ownProperties: true })
  const inner: Reply[] = properties?.internalProperties ?? []
  const read = (name: string) => inner.find((one) => one.name === name)?.value
  if (read('[[GeneratorState]]')?.value !== 'suspended') return null
  const place = read('[[GeneratorLocation]]')?.value
  if (place === undefined || place === null) return null
  const name: string =
    /^(?:async )?function\*? ?([\w$]+)/.exec(read('[[GeneratorFunction]]')?.description ?? '')?.[1] ?? ''
  return { scriptId: place.scriptId, line: place.lineNumber, column: place.columnNumber, function: name || null }
}
