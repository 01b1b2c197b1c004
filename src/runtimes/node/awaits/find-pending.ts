import { LIMITS } from '../../../core/limits.js'
import type { Reply, Session } from '../attach/cdp.js'
import { findAwaitChains, type ScriptKinds } from './await-chains.js'
import { type HeapGraph, parseHeapGraph } from './heap-graph.js'
import { findAwaitedFunctions } from './hooks.js'
import { findSleepers } from './sleepers.js'

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

export interface WokenSleeper {
  /** Async id of the timer: it may be the next one of the same loop by the time the heap is looked at. */
  readonly asyncId: number
  readonly delayMs: number
  /** Innermost first. */
  readonly awaits: readonly PendingAwait[]
}

/** What the heap of one thread knows and no list of handles does. */
export interface HeapSearch {
  /** Where the user's async functions stand, waiting for something no handle stands for. */
  findPendingChains(): Promise<readonly PendingChain[]>
  /** The user's functions that the runner has called and waits for, where no function of the user's is suspended. */
  findAwaitedFunctions(): readonly PendingAwait[]
  /** Which timers only wake an async function of the user's, and where it stands. */
  findSleepers(): Promise<readonly WokenSleeper[]>
}

/**
 * Takes a heap snapshot: hundreds of ms in the target, so it is for threads that nothing cheaper explains. Null when it
 * is too large or takes too long.
 */
export async function searchHeap(session: Session, kinds: ScriptKinds): Promise<HeapSearch | null> {
  const graph = await takeSnapshot(session)
  if (graph === null) return null
  return {
    async findPendingChains() {
      const chains = [...findAwaitChains(graph, kinds)]
        .sort((a, b) => Number(b.isAwaitedByRunner) - Number(a.isAwaitedByRunner))
        .slice(0, LIMITS.awaitChainsMax)
      const found = chains.map(async ({ members, isAwaitedByRunner }) => {
        return { awaits: await locateAll(session, graph, members), isAwaitedByRunner }
      })
      return (await Promise.all(found)).filter((chain) => chain.awaits.length > 0)
    },
    findAwaitedFunctions() {
      return findAwaitedFunctions(graph, kinds).flatMap((node) => {
        const place = graph.locations.get(node)
        return place === undefined ? [] : [{ ...place, function: graph.name(node) || null }]
      })
    },
    async findSleepers() {
      const sleepers = findSleepers(graph, kinds).slice(0, LIMITS.awaitChainsMax)
      const found = sleepers.map(async ({ asyncId, delayMs, wakes }) => {
        return { asyncId, delayMs, awaits: await locateAll(session, graph, wakes) }
      })
      return (await Promise.all(found)).filter((sleeper) => sleeper.awaits.length > 0)
    },
  }
}

/** Numbers too: a timer may be gone by the time it could be asked for its delay. */
const SNAPSHOT_OPTIONS = { reportProgress: false, captureNumericValue: true }

async function takeSnapshot(session: Session): Promise<HeapGraph | null> {
  const chunks: string[] = []
  let size = 0
  let isOver = false
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => {
    if (isOver) return // a later snapshot of the same session
    size += chunk.length
    if (size <= LIMITS.heapSnapshotBytesMax) chunks.push(chunk)
  })
  await session.send('HeapProfiler.enable')
  const done = await session.send('HeapProfiler.takeHeapSnapshot', SNAPSHOT_OPTIONS, LIMITS.heapSnapshotMs)
  isOver = true
  return done === null || size > LIMITS.heapSnapshotBytesMax ? null : parseHeapGraph(chunks.join(''))
}

async function locateAll(session: Session, graph: HeapGraph, nodes: readonly number[]): Promise<PendingAwait[]> {
  const members = nodes.slice(0, LIMITS.awaitChainLengthMax)
  const awaits = await Promise.all(members.map((node) => locateAwait(session, graph.heapId(node))))
  return awaits.filter((one) => one !== null)
}

/** V8's own knowledge of where a suspended function stands; null when it is not suspended (any more). */
async function locateAwait(session: Session, heapId: number): Promise<PendingAwait | null> {
  const inner: Reply[] = (await readObject(session, heapId))?.internalProperties ?? []
  const read = (name: string) => inner.find((one) => one.name === name)?.value
  if (read('[[GeneratorState]]')?.value !== 'suspended') return null
  const place = read('[[GeneratorLocation]]')?.value
  if (place === undefined || place === null) return null
  const text: string = read('[[GeneratorFunction]]')?.description ?? ''
  const name = /^(?:async )?function\*? ?([\w$]+)/.exec(text)?.[1] ?? null
  return { scriptId: place.scriptId, line: place.lineNumber, column: place.columnNumber, function: name }
}

async function readObject(session: Session, heapId: number): Promise<Reply | null> {
  const object = await session.send('HeapProfiler.getObjectByHeapObjectId', { objectId: String(heapId) })
  const objectId = object?.result?.objectId
  return objectId === undefined ? null : session.send('Runtime.getProperties', { objectId, ownProperties: true })
}
