import type { ScriptKinds } from './await-chains.js'
import { findGenerators } from './await-chains.js'
import type { HeapGraph } from './heap-graph.js'

const DEPTH_MAX = 5
const REACHED_MAX = 300

/**
 * Functions of the user's that a runner has called and waits for, where no async function of the user's is suspended: a
 * hook that returned a promise, or was given a `done`. The runner's own suspended functions hold them in their registers.
 */
export function findAwaitedFunctions(graph: HeapGraph, kinds: ScriptKinds): readonly number[] {
  const found = new Map<string, number>()
  for (const generator of findGenerators(graph)) {
    const place = graph.locations.get(generator)
    if (place === undefined || !kinds.isRunners(place.scriptId)) continue
    const registers = graph.edges(generator).find((edge) => edge.name === 'parameters_and_registers')?.to
    if (registers === undefined) continue
    for (const closure of closuresFrom(graph, registers, kinds)) {
      const at = graph.locations.get(closure)
      if (at !== undefined) found.set(`${at.scriptId}:${at.line}:${at.column}`, closure)
    }
  }
  return [...found.values()]
}

/** The user's functions nearest to some registers, through variables and wrappers around functions. */
function closuresFrom(graph: HeapGraph, registers: number, kinds: ScriptKinds): readonly number[] {
  const seen = new Set<number>([registers])
  let wave = [registers]
  for (let depth = 0; depth < DEPTH_MAX && seen.size < REACHED_MAX; depth++) {
    const next: number[] = []
    const found: number[] = []
    for (const node of wave) {
      for (const edge of graph.edges(node)) {
        if (seen.has(edge.to) || !leadsOn(graph, node, edge.name)) continue
        seen.add(edge.to)
        const place = graph.locations.get(edge.to)
        if (graph.type(edge.to) !== 'closure') {
          if (graph.name(edge.to) === 'system / Context') next.push(edge.to)
        } else if (place !== undefined && kinds.isUsers(place.scriptId)) found.push(edge.to)
        else next.push(edge.to)
      }
    }
    if (found.length > 0) return found
    wave = next
  }
  return []
}

function leadsOn(graph: HeapGraph, from: number, edgeName: string | number): boolean {
  if (graph.type(from) === 'closure') return edgeName === 'context'
  return edgeName !== 'previous' && edgeName !== 'scope_info' && edgeName !== 'map'
}
