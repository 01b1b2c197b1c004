/** A V8 heap snapshot as numbers in flat arrays, with the few questions we have for it. */
export interface HeapGraph {
  readonly nodeCount: number
  name(node: number): string
  type(node: number): string
  /** The id the inspector knows the object by. */
  heapId(node: number): number
  /** Nodes this node refers to, with the name of each edge (numbers for elements and hidden fields). */
  edges(node: number): readonly { readonly to: number; readonly name: string | number; readonly type: string }[]
  /** Where code was written: functions, and generators by their function. 0-based. */
  readonly locations: ReadonlyMap<number, { readonly scriptId: string; readonly line: number; readonly column: number }>
}

interface RawSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[]
      readonly node_types: readonly (readonly string[] | string)[]
      readonly edge_fields: readonly string[]
      readonly edge_types: readonly (readonly string[] | string)[]
    }
  }
  readonly nodes: readonly number[]
  readonly edges: readonly number[]
  readonly locations: readonly number[]
  readonly strings: readonly string[]
}

/** Parses the text of a snapshot; null when it is none. */
export function parseHeapGraph(text: string): HeapGraph | null {
  let raw: RawSnapshot
  try {
    raw = JSON.parse(text)
  } catch {
    return null
  }
  const { meta } = raw.snapshot
  const { nodes, edges, strings } = raw
  const nodeSize = meta.node_fields.length
  const edgeSize = meta.edge_fields.length
  const field = (name: string) => meta.node_fields.indexOf(name)
  const [typeAt, nameAt, idAt, countAt] = [field('type'), field('name'), field('id'), field('edge_count')]
  const nodeTypes = meta.node_types[typeAt] as readonly string[]
  const edgeTypes = meta.edge_types[meta.edge_fields.indexOf('type')] as readonly string[]
  const nodeCount = nodes.length / nodeSize
  const firstEdge = new Uint32Array(nodeCount + 1)
  for (let node = 0; node < nodeCount; node++)
    firstEdge[node + 1] = (firstEdge[node] ?? 0) + (nodes[node * nodeSize + countAt] ?? 0)
  return {
    nodeCount,
    name: (node) => strings[nodes[node * nodeSize + nameAt] ?? 0] ?? '',
    type: (node) => nodeTypes[nodes[node * nodeSize + typeAt] ?? 0] ?? '',
    heapId: (node) => nodes[node * nodeSize + idAt] ?? 0,
    edges(node) {
      const found = []
      for (let edge = firstEdge[node] ?? 0; edge < (firstEdge[node + 1] ?? 0); edge++) {
        const type = edgeTypes[edges[edge * edgeSize] ?? 0] ?? ''
        const label = edges[edge * edgeSize + 1] ?? 0
        const isNumber = type === 'element' || type === 'hidden'
        const to = (edges[edge * edgeSize + 2] ?? 0) / nodeSize
        found.push({ to, type, name: isNumber ? label : (strings[label] ?? '') })
      }
      return found
    },
    locations: readLocations(raw.locations ?? [], nodeSize),
  }
}

function readLocations(flat: readonly number[], nodeSize: number): HeapGraph['locations'] {
  const locations = new Map<number, { scriptId: string; line: number; column: number }>()
  for (let at = 0; at + 3 < flat.length; at += 4) {
    const [index = 0, script = 0, line = 0, column = 0] = flat.slice(at, at + 4)
    locations.set(index / nodeSize, { scriptId: String(script), line, column })
  }
  return locations
}
