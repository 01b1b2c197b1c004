import type { ItemType, LocatedFunction, ScriptFacts } from '../inside/facts.js'
import { type Call, callsIn, findEnclosingCall } from './calls.js'
import { bindingsOf } from './imports.js'
import { maskCode, offsetOf } from './scan.js'

/** Calls that make a thing of a type. */
const MAKERS: Readonly<Partial<Record<ItemType, RegExp>>> = {
  timer: /(?:^|\.)(?:setInterval|setTimeout)$/,
  immediate: /(?:^|\.)setImmediate$/,
  server: /(?:^|\.)(?:listen|createServer|createSecureServer|Server|WebSocketServer|serve)$/,
  socket: /(?:^|\.)(?:connect|createConnection|Socket|request|fetch|WebSocket)$|^https?\.get$/,
  udp: /(?:^|\.)createSocket$/,
  child: /(?:^|\.)(?:spawn|fork|exec|execFile|execa|execaCommand|\$)$/,
  worker: /(?:^|\.)Worker$/,
  port: /(?:^|\.)(?:MessageChannel|BroadcastChannel)$/,
  watcher: /(?:^|\.)(?:watch|watchFile)$/,
  tty: /(?:^|\.)(?:createInterface|Interface)$|(?:^|\.)stdin\.(?:on|once|addListener|resume|setRawMode|pipe)$/,
}

/** Of several calls that have to do with one thing, the one that makes it hold the process. */
const DECISIVE: Readonly<Partial<Record<ItemType, RegExp>>> = { server: /(?:^|\.)listen$/ }

/** What packages call the functions that start something. */
const STARTER =
  /(?:^|\.)(?:create|connect|open|start|init|make|build|launch|listen|watch|schedule|subscribe|every)\w*$/i

/** Calls this close together are about one thing: `stdin.on(…)`, `stdin.resume()`. */
const NEAR_CHARACTERS = 200

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
  readonly #calls = new Map<string, readonly Call[]>()
  readonly #byId: ReadonlyMap<string, ScriptFacts>
  readonly #users: readonly ScriptFacts[]

  constructor(scripts: readonly ScriptFacts[]) {
    this.#byId = new Map(scripts.map((script) => [script.id, script]))
    // jest loads a file once for each test file: the newest stands for all.
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
    if (call !== null && maker.test(call.callee)) return { script, offset: call.offset, how: 'around' }
    if (call !== null && /\.(?:on|once|addListener|addEventListener)$/.test(call.callee)) {
      const receiver = call.callee.replace(/\??\.[^.]+$/, '')
      return this.#assignment(script, receiver, maker) ?? this.#chained(script, call.offset, maker)
    }
    return fn.name === '' ? null : this.#naming(script, fn.name, maker)
  }

  /** The only call of such a maker in all of the user's loaded code; null when there are more, or none. */
  onlyMaker(type: ItemType): FoundPlace | null {
    return this.onlyDecisive(type) ?? this.#only(MAKERS[type])
  }

  /** The only call that makes such a thing hold the process (`listen`), whoever created it. */
  onlyDecisive(type: ItemType): FoundPlace | null {
    return this.#only(DECISIVE[type])
  }

  #only(maker: RegExp | undefined): FoundPlace | null {
    if (maker === undefined) return null
    return single(this.#users.flatMap((script) => this.#placesOf(script, (call) => maker.test(call.callee))))
  }

  /** The one place where the user's code starts something of these packages: a constructor, a `create…`, any call. */
  libraryUse(packages: readonly string[]): FoundPlace | null {
    const found = this.#users.flatMap((script) => {
      const names = bindingsOf(script.source ?? '', this.masked(script), packages)
      return this.#placesOf(script, (call) => names.has(call.callee.split(/[?.]/)[0] ?? ''))
    })
    const starters = found.filter(({ call }) => call.isNew || STARTER.test(call.callee))
    return single(starters.length > 0 ? starters : found)
  }

  #placesOf(script: ScriptFacts, accepts: (call: Call) => boolean): Candidate[] {
    const calls = this.#calls.get(script.id) ?? callsIn(this.masked(script))
    this.#calls.set(script.id, calls)
    return calls.filter(accepts).map((call) => ({ script, call }))
  }

  /** `const x = new Worker(…)` for the `x` of `x.on(…)`. */
  #assignment(script: ScriptFacts, receiver: string, maker: RegExp): FoundPlace | null {
    const name = receiver.split('.').at(-1) ?? ''
    if (!/^[\w$#]+$/.test(name)) return null
    const masked = this.masked(script)
    const pattern = new RegExp(`(?:^|[^\\w$])${escapeName(name)}\\s*(?::[^=;]{0,60})?\\??=\\s*(?:await\\s+)?`, 'g')
    const starts = new Set([...masked.matchAll(pattern)].map((match) => match.index + match[0].length))
    const found = this.#placesOf(script, (call) => starts.has(call.offset) && maker.test(call.callee))
    const [first] = found
    return first === undefined || found.length > 1 ? null : { script, offset: first.call.offset, how: 'named' }
  }

  /** `fs.watch(dir).on('change', …)`: the maker is the call the listener is chained to. */
  #chained(script: ScriptFacts, offset: number, maker: RegExp): FoundPlace | null {
    const masked = this.masked(script)
    if (masked[offset] !== ')') return null
    const call = findEnclosingCall(masked, offset)
    return call !== null && maker.test(call.callee) ? { script, offset: call.offset, how: 'around' } : null
  }

  /** `setInterval(sweep, …)`, `setInterval(this.sweep.bind(this), …)`, `setInterval(() => this.sweep(), …)`. */
  #naming(script: ScriptFacts, name: string, maker: RegExp): FoundPlace | null {
    const plain = name.replace(/^(?:bound )+/, '')
    if (!/^[\w$#]+$/.test(plain)) return null
    const masked = this.masked(script)
    const uses = new RegExp(`^\\s*(?:\\(?\\)?\\s*=>\\s*)?(?:[\\w$#]+\\.)*${escapeName(plain)}(?![\\w$])`)
    const found = this.#placesOf(
      script,
      (call) => maker.test(call.callee) && uses.test(masked.slice(call.paren + 1, call.paren + 200)),
    )
    const [first] = found
    return first === undefined || found.length > 1 ? null : { script, offset: first.call.offset, how: 'named' }
  }
}

interface Candidate {
  readonly script: ScriptFacts
  readonly call: Call
}

/** One candidate, or several so close together that they are about one thing. */
function single(found: readonly Candidate[]): FoundPlace | null {
  const [first, ...others] = found
  if (first === undefined) return null
  const isNear = (one: Candidate) =>
    one.script === first.script && one.call.offset - first.call.offset < NEAR_CHARACTERS
  return others.every(isNear) ? { script: first.script, offset: first.call.offset, how: 'only' } : null
}

function escapeName(text: string): string {
  return text.replace(/[$#]/g, '\\$&')
}
