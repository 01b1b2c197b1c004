import type { ItemType, LocatedFunction, ScriptFacts } from '../inside/facts.js'
import { findEnclosingCall, maskCode, offsetOf } from './scan.js'

/** Of several calls that have to do with one thing, the one that makes it hold the process. */
const DECISIVE: Readonly<Partial<Record<ItemType, RegExp>>> = { server: /^listen$/, watcher: /^watch$/ }

/** Calls that make a thing of a type, as the last part of the callee. */
const MAKERS: Readonly<Partial<Record<ItemType, RegExp>>> = {
  timer: /^(?:setInterval|setTimeout)$/,
  immediate: /^setImmediate$/,
  server: /^(?:listen|createServer|createSecureServer|Server|WebSocketServer|serve)$/,
  socket: /^(?:connect|createConnection|Socket|get|request|fetch|WebSocket|tls)$/,
  udp: /^createSocket$/,
  child: /^(?:spawn|fork|exec|execFile|execa|execaCommand|\$)$/,
  worker: /^Worker$/,
  port: /^(?:MessageChannel|BroadcastChannel)$/,
  watcher: /^(?:watch|watchFile)$/,
  tty: /^(?:createInterface|Interface)$/,
}

/** A place in a script as V8 runs it. */
export interface FoundPlace {
  readonly script: ScriptFacts
  readonly offset: number
  /** How sure: the call around the callback, a call that names it, or the only such call in all loaded code. */
  readonly how: 'around' | 'named' | 'only'
}

/** Looks for the call that made a thing, in the text of the user's scripts. Texts are masked once and kept. */
export class CreationSearch {
  readonly #masked = new Map<string, string>()
  readonly #byId: ReadonlyMap<string, ScriptFacts>
  readonly #users: readonly ScriptFacts[]

  constructor(scripts: readonly ScriptFacts[]) {
    this.#byId = new Map(scripts.map((script) => [script.id, script]))
    const newest = new Map<string, ScriptFacts>()
    for (const script of scripts) if (script.source !== null && !newest.has(script.url)) newest.set(script.url, script)
    this.#users = [...newest.values()]
  }

  masked(script: ScriptFacts): string {
    const known = this.#masked.get(script.id)
    if (known !== undefined) return known
    const masked = maskCode(script.source ?? '')
    this.#masked.set(script.id, masked)
    return masked
  }

  /** From a callback or listener written by the user to the call that made the thing it serves. */
  fromFunction(type: ItemType, fn: LocatedFunction): FoundPlace | null {
    const script = this.#byId.get(fn.scriptId)
    const maker = MAKERS[type]
    if (script?.source == null || maker === undefined) return null
    const masked = this.masked(script)
    const call = findEnclosingCall(masked, offsetOf(script.source, fn.line, fn.column))
    if (call !== null && maker.test(lastPart(call.callee))) return { script, offset: call.offset, how: 'around' }
    if (call !== null && /\.(?:on|once|addListener|addEventListener)$/.test(call.callee)) {
      const receiver = call.callee.replace(/\??\.[^.]+$/, '')
      return this.#assignment(script, receiver, maker) ?? this.#chained(script, call.offset, maker)
    }
    return fn.name === '' ? null : this.#naming(script, fn.name, maker)
  }

  /** The only call of such a maker in all of the user's loaded code; null when there are more, or none. */
  onlyMaker(type: ItemType): FoundPlace | null {
    const maker = MAKERS[type]
    if (maker === undefined) return null
    const calls = this.#users.flatMap((script) =>
      callsIn(this.masked(script))
        .filter((call) => maker.test(lastPart(call.callee)))
        .map((call) => ({ script, call })),
    )
    const decisive = calls.filter(({ call }) => DECISIVE[type]?.test(lastPart(call.callee)))
    const [first, ...others] = decisive.length > 0 ? decisive : calls
    return first === undefined || others.length > 0
      ? null
      : { script: first.script, offset: first.call.offset, how: 'only' }
  }

  /** `const x = new Worker(…)` for the `x` of `x.on(…)`. */
  #assignment(script: ScriptFacts, receiver: string, maker: RegExp): FoundPlace | null {
    const name = receiver.split('.').at(-1) ?? ''
    if (!/^[\w$#]+$/.test(name)) return null
    const masked = this.masked(script)
    const pattern = new RegExp(`(?:^|[^\\w$])${escapeName(name)}\\s*(?::[^=;]{0,60})?=\\s*(?:await\\s+)?`, 'g')
    const found: FoundPlace[] = []
    for (const match of masked.matchAll(pattern)) {
      const start = match.index + match[0].length
      const call = callsIn(masked.slice(start, start + 400))[0]
      if (call !== undefined && call.offset < 3 && maker.test(lastPart(call.callee)))
        found.push({ script, offset: start + call.offset, how: 'named' })
    }
    return found.length === 1 ? (found[0] ?? null) : null
  }

  /** `fs.watch(dir).on('change', …)`: the maker is the call the listener is chained to. */
  #chained(script: ScriptFacts, offset: number, maker: RegExp): FoundPlace | null {
    const masked = this.masked(script)
    if (masked[offset] !== ')') return null
    const call = findEnclosingCall(masked, offset)
    return call !== null && maker.test(lastPart(call.callee)) ? { script, offset: call.offset, how: 'around' } : null
  }

  /** `setInterval(sweep, …)`, `setInterval(this.sweep.bind(this), …)`, `setInterval(() => this.sweep(), …)`. */
  #naming(script: ScriptFacts, name: string, maker: RegExp): FoundPlace | null {
    const plain = name.replace(/^(?:bound )+/, '')
    if (!/^[\w$#]+$/.test(plain)) return null
    const masked = this.masked(script)
    const uses = new RegExp(`^\\s*(?:\\(?\\)?\\s*=>\\s*)?(?:[\\w$#]+\\.)*${escapeName(plain)}(?![\\w$])`)
    const found = callsIn(masked).filter(
      (call) => maker.test(lastPart(call.callee)) && uses.test(masked.slice(call.paren + 1, call.paren + 200)),
    )
    const [first] = found
    return found.length === 1 && first !== undefined ? { script, offset: first.offset, how: 'named' } : null
  }
}

/** Every call in masked code: `callee(`, `new Callee(`; definitions (`function f(`) are left out. */
function callsIn(masked: string): { callee: string; offset: number; paren: number }[] {
  const calls: { callee: string; offset: number; paren: number }[] = []
  const pattern = /(?<![\w$.#])(new\s+)?(?:\(0,\s*)?((?:[\w$#]+\??\.)*[\w$#]+)\)?\s*\(/g
  for (const match of masked.matchAll(pattern)) {
    const before = masked.slice(Math.max(0, match.index - 12), match.index)
    if (/\bfunction\s*\*?\s*$/.test(before)) continue
    calls.push({ callee: match[2] ?? '', offset: match.index, paren: match.index + match[0].length - 1 })
  }
  return calls
}

function lastPart(callee: string): string {
  return callee.split('.').at(-1)?.replace(/^#/, '') ?? callee
}

function escapeName(text: string): string {
  return text.replace(/[$#]/g, '\\$&')
}
