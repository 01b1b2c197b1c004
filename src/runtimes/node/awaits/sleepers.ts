import { findGenerators, resumedBy, type ScriptKinds } from './await-chains.js'
import type { HeapGraph } from './heap-graph.js'

/** A timer whose only work is to wake an async function: `await sleep(500)`. */
export interface Sleeper {
  readonly asyncId: number
  readonly delayMs: number
  /** Nodes of the user's functions it wakes, innermost first. */
  readonly wakes: readonly number[]
}

/** Timers whose callback is V8's own `resolve`, with the user's async functions that stand behind the promise. */
export function findSleepers(graph: HeapGraph, kinds: ScriptKinds): readonly Sleeper[] {
  const generators = findGenerators(graph)
  const sleepers: Sleeper[] = []
  for (let timer = 0; timer < graph.nodeCount; timer++) {
    if (graph.type(timer) !== 'object' || graph.name(timer) !== 'Timeout') continue
    const callback = graph.edges(timer).find((edge) => edge.name === '_onTimeout')?.to
    if (callback === undefined || graph.type(callback) !== 'closure' || graph.locations.has(callback)) continue
    const wakes = wakenBy(graph, callback, generators, kinds)
    if (wakes.length === 0) continue
    sleepers.push({
      asyncId: readNumber(graph, timer, 'asyncId'),
      delayMs: readNumber(graph, timer, '_idleTimeout'),
      wakes,
    })
  }
  return sleepers
}

/** A number is a node whose `value` is a node named by it; symbols as keys are written `<symbol asyncId>`. */
function readNumber(graph: HeapGraph, node: number, key: string): number {
  const edge = graph.edges(node).find(({ name }) => name === key || name === `<symbol ${key}>`)
  const value = edge && graph.edges(edge.to).find(({ name }) => name === 'value')
  return value === undefined ? Number.NaN : Number(graph.name(value.to))
}

/** Dependencies and helpers that sleep on behalf of the user are passed through, from one awaiting function to the next. */
function wakenBy(
  graph: HeapGraph,
  callback: number,
  generators: ReadonlySet<number>,
  kinds: ScriptKinds,
): readonly number[] {
  const users: number[] = []
  const seen = new Set<number>()
  for (let wave = resumedBy(graph, [callback], generators); wave.length > 0 && seen.size < 50; ) {
    const next: number[] = []
    for (const node of wave) {
      if (seen.has(node)) continue
      seen.add(node)
      const place = graph.locations.get(node)
      if (place !== undefined && kinds.isUsers(place.scriptId)) users.push(node)
      const own = graph.edges(node).filter((edge) => edge.type === 'hidden' && graph.name(edge.to) === 'Promise')
      next.push(
        ...resumedBy(
          graph,
          own.map((edge) => edge.to),
          generators,
          node,
        ),
      )
    }
    wave = next
  }
  return users
}
