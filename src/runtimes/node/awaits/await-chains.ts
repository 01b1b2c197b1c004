import type { HeapGraph } from './heap-graph.js'

/** Async functions that wait for one another: the innermost, which waits for something else, first. */
export interface AwaitChain {
  /** Nodes of the suspended functions. */
  readonly members: readonly number[]
  /** Does the chain end in code of the test runner? Then the run waits for it. */
  readonly isAwaitedByRunner: boolean
}

export interface ScriptKinds {
  isUsers(scriptId: string): boolean
  isRunners(scriptId: string): boolean
}

const REACHED_MAX = 400

/** All suspended and other async functions and generators of the heap. */
export function findGenerators(graph: HeapGraph): ReadonlySet<number> {
  const generators = new Set<number>()
  for (const node of graph.locations.keys()) {
    if (graph.type(node) === 'object' && /^(?:Async)?Generator$|^AsyncFunction/.test(graph.name(node)))
      generators.add(node)
  }
  return generators
}

/**
 * Reads from the heap who awaits whom. A suspended async function is a Generator object that holds its own promise; a
 * promise holds its reactions; the reaction of an `await` leads through its closure's context to the function that waits.
 */
export function findAwaitChains(graph: HeapGraph, kinds: ScriptKinds): readonly AwaitChain[] {
  const generators = findGenerators(graph)
  const awaiters = new Map<number, readonly number[]>()
  const awaited = new Set<number>()
  for (const node of generators) {
    const found = findAwaiters(graph, node, generators)
    awaiters.set(node, found)
    if (isOf(graph, node, kinds.isUsers)) for (const one of found) awaited.add(one)
  }
  const innermost = [...generators].filter((node) => isOf(graph, node, kinds.isUsers) && !awaited.has(node))
  return innermost.map((node) => followChain(graph, node, awaiters, kinds))
}

function followChain(
  graph: HeapGraph,
  start: number,
  awaiters: ReadonlyMap<number, readonly number[]>,
  kinds: ScriptKinds,
): AwaitChain {
  const members: number[] = []
  const seen = new Set<number>()
  let isAwaitedByRunner = false
  for (let wave = [start]; wave.length > 0; ) {
    const next: number[] = []
    for (const node of wave) {
      if (seen.has(node)) continue
      seen.add(node)
      if (isOf(graph, node, kinds.isUsers)) members.push(node)
      if (isOf(graph, node, kinds.isRunners)) isAwaitedByRunner = true
      next.push(...(awaiters.get(node) ?? []))
    }
    wave = next
  }
  return { members, isAwaitedByRunner }
}

/** Generators that are resumed, directly or through `then`, `Promise.all` and the like, when this one is done. */
function findAwaiters(graph: HeapGraph, generator: number, generators: ReadonlySet<number>): readonly number[] {
  const own = graph
    .edges(generator)
    .filter((edge) => edge.type === 'hidden' && graph.name(edge.to) === 'Promise')
    .map((edge) => edge.to)
  return resumedBy(graph, own, generators, generator)
}

/** Generators behind the reactions of these promises. Never through variables: only where a promise's own books lead. */
export function resumedBy(
  graph: HeapGraph,
  promises: readonly number[],
  generators: ReadonlySet<number>,
  except = -1,
): readonly number[] {
  const found = new Set<number>()
  const seen = new Set<number>(promises)
  const queue = [...promises]
  while (queue.length > 0 && seen.size < REACHED_MAX) {
    const node = queue.shift() ?? 0
    for (const edge of graph.edges(node)) {
      const { to } = edge
      if (seen.has(to) || !leadsOn(graph, node, edge)) continue
      seen.add(to)
      if (!generators.has(to)) queue.push(to)
      else if (to !== except) found.add(to)
    }
  }
  return [...found]
}

function leadsOn(graph: HeapGraph, from: number, edge: ReturnType<HeapGraph['edges']>[number]): boolean {
  const target = graph.name(edge.to)
  switch (graph.name(from)) {
    case 'Promise':
      return edge.name === 'reactions_or_result' && target === 'system / PromiseReaction'
    case 'system / PromiseReaction':
    case 'system / PromiseCapability':
      return edge.type === 'hidden' && (graph.type(edge.to) === 'closure' || isPromisePart(target))
    case 'system / Context':
      // What an await keeps is the function it resumes; what Promise.all and its kin keep is their own promise.
      return (
        edge.name === 'extension' || ((edge.type === 'hidden' || edge.type === 'internal') && isPromisePart(target))
      )
    default:
      // Only built-in closures: those a person wrote see every variable around them.
      return graph.type(from) === 'closure' && edge.name === 'context' && !graph.locations.has(from)
  }
}

function isPromisePart(name: string): boolean {
  return name === 'Promise' || name === 'system / PromiseReaction' || name === 'system / PromiseCapability'
}

function isOf(graph: HeapGraph, node: number, test: (scriptId: string) => boolean): boolean {
  const place = graph.locations.get(node)
  return place !== undefined && test(place.scriptId)
}
