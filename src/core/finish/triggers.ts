/**
 * Finds which literal words occur in a line, all at once and in one pass (Aho and Corasick's automaton): the cheap
 * test that decides whether a line is worth decoding and which patterns are worth trying on it.
 */
export interface TriggerIndex {
  /** Transition table: `next[state * 256 + byte]`; state 0 is the start. Control bytes (but tab) lead to `stop`. */
  readonly next: Uint16Array
  /** States from here on end a word, except the last one, `stop`: one comparison a byte tells both. */
  readonly acceptFrom: number
  readonly stop: number
  /** The owners (indices into the list given to buildTriggers) whose words end in a state. */
  readonly owners: readonly (readonly number[])[]
}

/** `words[i]` are the words of owner i. */
export function buildTriggers(words: readonly (readonly string[])[]): TriggerIndex {
  const children: Map<number, number>[] = [new Map()]
  const owners: number[][] = [[]]
  words.forEach((list, owner) => {
    for (const word of list) addWord(children, owners, word, owner)
  })
  return renumber(link(children, owners), owners)
}

function addWord(children: Map<number, number>[], owners: number[][], word: string, owner: number): void {
  let state = 0
  for (const code of encodeUtf8(word)) {
    let child = children[state]!.get(code)
    if (child === undefined) {
      child = children.push(new Map()) - 1
      owners.push([])
      children[state]!.set(code, child)
    }
    state = child
  }
  owners[state]!.push(owner)
}

/** Breadth first: a missing edge goes where the longest proper suffix would go. */
function link(children: readonly Map<number, number>[], owners: number[][]): Uint16Array {
  const next = new Uint16Array(children.length * 256)
  const fallback = new Uint16Array(children.length)
  const queue = [0]
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!
    const back = fallback[state]!
    if (state !== 0) {
      next.copyWithin(state * 256, back * 256, back * 256 + 256)
      for (const owner of owners[back]!) if (!owners[state]!.includes(owner)) owners[state]!.push(owner)
    }
    for (const [code, child] of children[state]!) {
      fallback[child] = state === 0 ? 0 : next[back * 256 + code]!
      next[state * 256 + code] = child
      queue.push(child)
    }
  }
  return next
}

/** Puts the states that end a word last. */
function renumber(next: Uint16Array, owners: readonly (readonly number[])[]): TriggerIndex {
  const old = [...owners.keys()].sort(
    (a, b) => Math.min(owners[a]!.length, 1) - Math.min(owners[b]!.length, 1) || a - b,
  )
  const fresh = new Uint16Array(old.length)
  old.forEach((state, index) => {
    fresh[state] = index
  })
  const stop = old.length
  const moved = new Uint16Array(next.length)
  old.forEach((state, index) => {
    for (let byte = 0; byte < 256; byte++)
      moved[index * 256 + byte] = byte < 0x20 && byte !== 0x09 ? stop : fresh[next[state * 256 + byte]!]!
  })
  const acceptFrom = owners.filter((list) => list.length === 0).length
  return { next: moved, acceptFrom, stop, owners: old.map((state) => owners[state]!) }
}

/** The owners with a word in `text`, ascending. */
export function findOwners(index: TriggerIndex, text: string): number[] {
  const { next, acceptFrom, stop } = index
  let found: Set<number> | null = null
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code < 0x80) state = next[state * 256 + code]!
    else {
      const point = text.codePointAt(at)!
      if (point > 0xffff) at++
      for (const byte of encodePoint(point)) state = next[state * 256 + byte]!
    }
    if (state < acceptFrom) continue
    if (state === stop) state = 0
    else {
      found ??= new Set()
      for (const owner of index.owners[state]!) found.add(owner)
    }
  }
  return found === null ? [] : [...found].sort((a, b) => a - b)
}

function encodeUtf8(word: string): number[] {
  return Array.from(word).flatMap((char) => encodePoint(char.codePointAt(0)!))
}

function encodePoint(point: number): number[] {
  if (point < 0x80) return [point]
  if (point < 0x800) return [0xc0 | (point >> 6), 0x80 | (point & 0x3f)]
  const low = [0x80 | ((point >> 6) & 0x3f), 0x80 | (point & 0x3f)]
  if (point < 0x10000) return [0xe0 | (point >> 12), ...low]
  return [0xf0 | (point >> 18), 0x80 | ((point >> 12) & 0x3f), ...low]
}
