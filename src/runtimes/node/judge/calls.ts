/** A call somewhere in masked code. */
export interface Call {
  /** `setInterval`, `http.createServer`, `this.server.listen`. */
  readonly callee: string
  /** Where the call begins, `new` included. */
  readonly offset: number
  /** Offset of its opening parenthesis. */
  readonly paren: number
  readonly isNew: boolean
}

/** Every call in masked code; definitions (`function f(`) are left out, methods of classes look like calls and stay. */
export function callsIn(masked: string): readonly Call[] {
  const calls: Call[] = []
  // `(0, lib.make)(…)` is how compilers write a call of an import.
  const pattern = /(?<![\w$.#])(new\s+)?(?:\(0,\s*)?((?:[\w$#]+\s*\??\.\s*)*[\w$#]+)\)?\s*\(/g
  for (const match of masked.matchAll(pattern)) {
    const before = masked.slice(Math.max(0, match.index - 12), match.index)
    if (/\bfunction\s*\*?\s*$/.test(before)) continue
    const callee = (match[2] ?? '').replace(/\s+/g, '')
    const paren = match.index + match[0].length - 1
    calls.push({ callee, offset: match.index, paren, isNew: match[1] !== undefined })
  }
  return calls
}

/** The call whose argument list holds the offset; object literals in between are looked through. Code must be masked. */
export function findEnclosingCall(masked: string, offset: number): Call | null {
  let depth = 0
  for (let at = offset - 1; at >= 0 && offset - at < 20_000; at--) {
    const character = masked[at]
    if (character === ')' || character === ']' || character === '}') depth++
    if (character !== '(' && character !== '[' && character !== '{') continue
    if (depth > 0) {
      depth--
      continue
    }
    if (character === '(') return callBefore(masked, at)
    if (character === '{' && !/[(,[]\s*$/.test(masked.slice(Math.max(0, at - 80), at))) return null
  }
  return null
}

function callBefore(masked: string, paren: number): Call | null {
  const before = masked.slice(Math.max(0, paren - 200), paren)
  const match = /(new\s+)?((?:[\w$#]+|\))(?:\s*\??\.\s*[\w$#]+)*)\s*$/.exec(before)
  if (match?.[2] === undefined) return null
  const callee = match[2].replace(/\s+/g, '')
  if (/^(?:if|for|while|switch|catch|function|return|await)$/.test(callee)) return null
  return { callee, offset: paren - before.length + match.index, paren, isNew: match[1] !== undefined }
}

/** Is the innermost block or bracket-free statement around the offset the body of a loop? Functions in between end it. */
export function isInLoop(masked: string, offset: number): boolean {
  let depth = 0
  for (let at = offset - 1; at >= 0 && offset - at < 20_000; at--) {
    const character = masked[at]
    if (character === '}') depth++
    if (character !== '{') continue
    if (depth > 0) {
      depth--
      continue
    }
    const head = masked.slice(Math.max(0, at - 300), at)
    if (/\bdo\s*$/.test(head) || /\b(?:while|for(?:\s+await)?)\s*\((?:[^()]|\([^()]*\))*\)\s*$/.test(head)) return true
    if (/=>\s*$|\bfunction\b[^{}]*$|\b(?!if\b|switch\b|catch\b)[\w$]+\s*\((?:[^()]|\([^()]*\))*\)\s*$/.test(head))
      return false
  }
  return false
}
