import type { Site, StackFrame } from '../../../core/suspects/finding.js'
import type { PreloadFrame } from '../../../protocol/node-preload.js'
import type { Item, RawFrame, ScriptFacts, ThreadFacts } from '../inside/facts.js'
import { createLocator, fileOfUrl, type Locator } from '../map/locate.js'
import { CreationSearch, type FoundPlace } from './creation-search.js'
import { findLibrary } from './libraries.js'
import { classifyFile } from './ownership.js'
import { placeOf } from './scan.js'

/** Whose a thing is, and which of the user's lines stands for it. */
export interface Origin {
  readonly site: Site | null
  readonly stack: readonly StackFrame[]
  /** Dependency that made it, or works for it; null: the user's own code, or unknown. */
  readonly library: string | null
  /** Made by the test runner, the package manager or a loader, for its own purposes. */
  readonly runner: string | null
  readonly evidence: string | null
  /** `created`: recorded when it was made. `read`: found in the code around its callback. `guessed`: the only candidate. */
  readonly how: 'created' | 'read' | 'guessed' | null
  readonly testFile: string | null
}

export interface OriginFinder {
  of(item: Item): Origin
  /** A stack as V8 gave it, source-mapped, with the frames that are not the user's marked. */
  mapFrames(frames: readonly (RawFrame | PreloadFrame)[]): StackFrame[]
}

/** Finds origins within one thread of a process. */
export function createOriginFinder(facts: ThreadFacts, locator: Locator = createLocator()): OriginFinder {
  const search = new CreationSearch(facts.scripts)
  const byId = new Map(facts.scripts.map((script) => [script.id, script]))
  const byUrl = new Map<string, ScriptFacts>()
  for (const script of facts.scripts) if (!byUrl.has(keyOfUrl(script.url))) byUrl.set(keyOfUrl(script.url), script)
  const context: Context = { facts, locator, search, byId, byUrl }
  return {
    mapFrames: (frames) => mapFrames(context, frames),
    of(item) {
      const made = fromCreation(context, item)
      if (made === null) return fromCallbacks(context, item, null)
      if (made.runner !== null) return made
      if (made.site !== null) return startOfLibrary(context, item, made) ?? made
      // Made in a dependency, long after the user's call that is behind it.
      const searched = fromCallbacks(context, item, made.library)
      return { ...searched, stack: made.stack, library: made.library ?? searched.library }
    },
  }
}

interface Context {
  readonly facts: ThreadFacts
  readonly locator: Locator
  readonly search: CreationSearch
  readonly byId: ReadonlyMap<string, ScriptFacts>
  readonly byUrl: ReadonlyMap<string, ScriptFacts>
}

function mapFrames(context: Context, frames: readonly (RawFrame | PreloadFrame)[]): StackFrame[] {
  const mapped: StackFrame[] = []
  for (const frame of frames) {
    if (frame.url === '' || frame.url.startsWith('node:')) continue
    const script = context.byUrl.get(keyOfUrl(frame.url)) ?? {
      id: frame.url,
      url: frame.url,
      sourceMapURL: '',
      source: null,
    }
    const site = context.locator.locate(script, frame.line - 1, (frame.column ?? 1) - 1, frame.function)
    if (site === null) continue
    mapped.push({ ...site, internal: classifyFile(site.file, context.facts.cwd).kind !== 'user' })
  }
  return mapped
}

/** Stacks have paths where the inspector has file URLs. */
function keyOfUrl(url: string): string {
  return fileOfUrl(url) ?? url
}

function fromCreation(context: Context, item: Item): Origin | null {
  if (item.creation === null) return null
  const stack = mapFrames(context, item.creation.frames)
  const user = stack.find((frame) => !frame.internal) ?? null
  const owners = stack.map((frame) => classifyFile(frame.file, context.facts.cwd))
  const nearest = owners[0] ?? null
  // Below the user's code there is always the runner that called it; only what is above it made the thing.
  const runner = user === null && owners.some((owner) => owner.kind === 'runner') ? nearest : null
  return {
    site: user === null ? null : siteOf(user),
    stack,
    library: nearest?.kind === 'dependency' ? nearest.name : null,
    runner: runner?.kind === 'runner' ? runner.name : null,
    evidence: `made by ${item.creation.api}, recorded when it was made`,
    how: 'created',
    testFile: item.creation.testFile,
  }
}

/** A pool's socket is opened by whichever query came first; what has to be ended is the pool, where it was made. */
function startOfLibrary(context: Context, item: Item, made: Origin): Origin | null {
  if (item.type === 'server' || item.type === 'watcher') return null // the user's own call made it hold
  const known = findLibrary(made.library)
  if (known === null || made.library === null) return null
  const place = context.search.libraryUse([made.library, ...known.imports])
  const found = place === null ? null : atPlace(context, place, made.library)
  return found === null || found.site === null ? null : { ...found, stack: made.stack, testFile: made.testFile }
}

function fromCallbacks(context: Context, item: Item, maker: string | null): Origin {
  let library = maker
  let runner: string | null = null
  let callback: Site | null = null
  for (const fn of item.functions) {
    const script = context.byId.get(fn.scriptId)
    if (script === undefined || script.url.startsWith('node:')) continue
    const site = context.locator.locate(script, fn.line, fn.column, fn.name === '' ? null : fn.name)
    if (site === null) continue
    const owner = classifyFile(site.file, context.facts.cwd)
    if (owner.kind === 'dependency') library ??= owner.name
    if (owner.kind === 'runner') runner ??= owner.name
    if (owner.kind !== 'user') continue
    const found = context.search.fromFunction(item.type, fn)
    if (found !== null) return atPlace(context, found, library)
    callback ??= site
  }
  const plain = { stack: [], library, testFile: null }
  if (callback === null && (runner !== null || item.type === 'ipc'))
    return { ...plain, site: null, runner, evidence: null, how: null }
  const only = searchEverywhere(context, item, library)
  if (only !== null) return atPlace(context, only, library)
  const evidence = callback === null ? null : `its ${item.functions[0]?.role ?? 'callback'} is written here`
  return { ...plain, site: callback, runner: null, evidence, how: callback === null ? null : 'read' }
}

/** Without any trace of its own: is there but one place in the user's code that can have made it? */
function searchEverywhere(context: Context, item: Item, library: string | null): FoundPlace | null {
  if (item.details['accepted'] === true) return null // made by whoever connected
  const { search } = context
  if (library === null) return search.onlyMaker(item.type)
  const known = findLibrary(library)
  const packages = [library, ...(known?.imports ?? [])]
  // The user's only `listen` or `watch` is that library's; his only timer or socket is more likely his own.
  const isCalledOn = item.type === 'server' || item.type === 'watcher'
  return (
    search.onlyDecisive(item.type) ?? search.libraryUse(packages) ?? (isCalledOn ? search.onlyMaker(item.type) : null)
  )
}

function atPlace(context: Context, found: FoundPlace, library: string | null): Origin {
  const place = placeOf(found.script.source ?? '', found.offset)
  const site = context.locator.locate(found.script, place.line, place.column)
  const isUsers = site !== null && classifyFile(site.file, context.facts.cwd).kind === 'user'
  const evidence = {
    around: 'its callback is written in this call',
    named: 'this call names its callback',
    only: 'the only such call in the code that is loaded',
  }[found.how]
  return {
    site: isUsers ? site : null,
    stack: [],
    library,
    runner: null,
    evidence,
    how: found.how === 'only' ? 'guessed' : 'read',
    testFile: null,
  }
}

function siteOf(frame: StackFrame): Site {
  return { file: frame.file, line: frame.line, column: frame.column, function: frame.function }
}
