import type { ItemType, LibuvRow, RawFrame, ScriptFacts, ThreadFacts } from './facts.js'
import type { Foreign, Kit } from './kit.js'

/** An item before its functions are located. */
export interface ItemDraft {
  object: Foreign
  asyncId: number
  type: ItemType
  className: string
  details: Record<string, string | number | boolean | null>
  functions: [string, Foreign][]
}

/** Frames that were on the stack when the inspector interrupted this thread to ask; empty when it was idle. */
export function framesBelow(this: Kit): RawFrame[] {
  const keep = Error.prepareStackTrace
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = 200
    Error.prepareStackTrace = (_, sites) => sites
    const sites = new Error().stack as Foreign
    if (!Array.isArray(sites)) return []
    const frames = sites.map((site: Foreign) => ({
      url: site.getFileName() ?? site.getEvalOrigin() ?? '',
      line: site.getLineNumber() ?? 0,
      column: site.getColumnNumber() ?? 0,
      function: site.getFunctionName(),
    }))
    // Our own frames carry the name given by sourceURL; whatever lies under the last of them was interrupted.
    const ours = frames.map((frame: RawFrame) => frame.url).lastIndexOf('overstay-ask.js')
    const below = frames.slice(ours + 1)
    return below.some((frame: RawFrame) => frame.url !== '') ? below : []
  } finally {
    Error.stackTraceLimit = limit
    if (keep === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace')
    else Error.prepareStackTrace = keep
  }
}

/** libuv's own list: what is active and referenced really holds the loop, nothing else does. */
export function libuvRows(this: Kit, drafts: readonly ItemDraft[]): LibuvRow[] | null {
  const { process } = globalThis as Foreign
  if (!this.options.report || typeof process.report?.getReport !== 'function') return null
  const canExclude = 'excludeNetwork' in process.report
  const isFar = (draft: ItemDraft) =>
    !/^(?:127\.|::1$|::ffff:127\.|null$|undefined$)/.test(`${draft.details['remoteAddress']}`)
  if (!canExclude && drafts.some(isFar)) return null // it would look every peer's name up, and wait for the answer
  const before = process.report.excludeNetwork
  try {
    if (canExclude) process.report.excludeNetwork = true // else names of peers are looked up, one after the other
    const rows: Foreign[] = process.report.getReport().libuv ?? []
    return rows.filter((row) => row.is_active && row.is_referenced)
  } catch {
    return null
  } finally {
    if (canExclude) process.report.excludeNetwork = before
  }
}

/** Sends the drafts' functions through V8's knowledge of where they were written. */
export function finishItems(this: Kit, drafts: readonly ItemDraft[]): ThreadFacts['items'] {
  const kept = drafts.slice(0, this.options.itemsMax)
  if (kept.length < drafts.length) this.problems.push('items-cut')
  const functions = kept.flatMap((draft) => draft.functions.slice(0, 30).map(([, fn]) => fn))
  const places = this.locateFunctions(functions)
  let next = 0
  return kept.map((draft) => {
    const located = []
    for (const [role, fn] of draft.functions.slice(0, 30)) {
      const place = places[next++]
      if (!place) continue
      let text = ''
      try {
        text = Function.prototype.toString.call(fn).slice(0, 2_000)
      } catch {
        // A proxy: its text is nobody's to read.
      }
      const { scriptId, lineNumber: line, columnNumber: column } = place
      located.push({ role, name: typeof fn.name === 'string' ? fn.name : '', scriptId, line, column, text })
    }
    let creation = null
    try {
      creation = this.preload?.siteOf(draft.object) ?? null
    } catch {
      this.problems.push('preload-failed')
    }
    const { asyncId, type, className, details } = draft
    return { asyncId, type, className, details, functions: located, creation }
  })
}

/** Ids and names of scripts the answer speaks of; stacks have paths where the inspector has file URLs. */
export function mentionedScripts(
  this: Kit,
  running: readonly RawFrame[],
  items: ThreadFacts['items'],
): ReadonlySet<string> {
  const { pathToFileURL } = this.require('url')
  const mentioned = new Set<string>()
  const frames = items.flatMap((item) => item.creation?.frames ?? [])
  for (const item of items) for (const fn of item.functions) mentioned.add(fn.scriptId)
  for (const { url } of [...running, ...frames]) {
    mentioned.add(url)
    if (url.startsWith('/')) mentioned.add(pathToFileURL(url).href)
  }
  return mentioned
}

/** Scripts that the answer mentions, and all that may be the user's, with their text while it fits. */
export function finishScripts(this: Kit, mentioned: ReadonlySet<string>): ScriptFacts[] {
  let bytesLeft = this.options.sourceBytesMax
  const chosen: ScriptFacts[] = []
  for (const { scriptId: id, url, sourceMapURL } of [...this.scripts.values()].reverse()) {
    const isUsers = url !== '' && !/^node:|\/node_modules\/|^evalmachine|^overstay-ask/.test(url)
    if (!isUsers && !mentioned.has(id) && !mentioned.has(url)) continue
    let source: string | null = null
    if (isUsers && bytesLeft > 0) {
      source = this.post('Debugger.getScriptSource', { scriptId: id })?.scriptSource ?? null
      if (source !== null && source.length > bytesLeft) source = null
      bytesLeft -= source?.length ?? 0
    }
    chosen.push({ id, url, sourceMapURL: source === null && !mentioned.has(id) ? '' : (sourceMapURL ?? ''), source })
  }
  return chosen
}

/** Everything that is referenced in this thread. */
export function draftAll(this: Kit): ItemDraft[] {
  const wrap = this.asyncWrapPrototype()
  const { prototype, nowMs } = this.timerPrototype()
  return [
    ...this.draftHandles(wrap),
    ...this.draftTimers(prototype, nowMs),
    ...this.draftImmediates(),
    ...this.draftRequests(wrap),
  ]
}

/** The one entry: everything about this thread, in one synchronous go. */
export function collect(this: Kit): ThreadFacts {
  const { process } = globalThis as Foreign
  const running = this.options.stuck ? this.framesBelow() : []
  const session = this.openSession()
  const noDeprecation = process.noDeprecation
  try {
    process.noDeprecation = true // what we look at may be deprecated; the program's output must not say so
    const ask: Foreign = { v: 1, type: 'ask', answer: null }
    this.require('diagnostics_channel').channel('overstay:preload:v1').publish(ask)
    this.preload = ask.answer
    this.post('Debugger.enable')
    const drafts = this.options.stuck ? [] : this.draftAll()
    const libuv = this.options.stuck ? null : this.libuvRows(drafts)
    const items = this.finishItems(drafts)
    const mentioned = this.mentionedScripts(running, items)
    const activity = this.preload?.activity() ?? null
    return {
      version: process.versions.node,
      pid: process.pid,
      threadId: this.require('worker_threads').threadId,
      argv: [...process.argv],
      cwd: process.cwd(),
      running,
      libuv,
      items,
      scripts: this.finishScripts(mentioned),
      activity,
      preloaded: this.preload !== null,
      heapUsedBytes: process.memoryUsage().heapUsed,
      addons: Object.keys(this.require('module')._cache ?? {}).filter((name) => name.endsWith('.node')),
      problems: this.problems,
    }
  } finally {
    process.noDeprecation = noDeprecation
    this.post('Runtime.releaseObjectGroup', { objectGroup: 'overstay' })
    this.post('Debugger.disable')
    session.close()
  }
}
