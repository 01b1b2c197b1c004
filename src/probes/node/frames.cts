/** Turns a raw stack into frames. Only called when somebody asks, or for a spawn, which costs a hundred times more. */
import type { WireSite } from '../../protocol/messages.js' with { 'resolution-mode': 'import' }

import nodeUrl = require('node:url')
import eventLog = require('./event-log.cjs')

interface Frame {
  readonly url: string
  readonly line: number
  readonly column: number | null
  readonly function: string | null
}

interface Formatted {
  /** As V8 has them: generated positions, innermost first, async parents included, `node:` and our own left out. */
  readonly raw: readonly Frame[]
  /** The same through whatever source maps the process itself applies (vitest, jest, ts-node, tsx): the user's own lines. */
  readonly mapped: readonly Frame[]
}

const OWN_FOLDER = __dirname
/** A stack can be turned into frames only once: V8 keeps the text afterwards, not the call sites. */
const formatted = new WeakMap<object, Formatted>()

/** For somebody who maps positions himself. */
function rawFrames(holder: { stack?: unknown }): readonly Frame[] {
  return format(holder).raw
}

/** For what must be written down at once, because the process may be gone when it is read. */
function mappedFrames(holder: { stack?: unknown }): readonly Frame[] {
  return format(holder).mapped
}

function format(holder: { stack?: unknown }): Formatted {
  let known = formatted.get(holder)
  if (known === undefined) {
    known = readStack(holder)
    formatted.set(holder, known)
  }
  return known
}

function readStack(holder: { stack?: unknown }): Formatted {
  const previous = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  let raw: Frame[] | null = null
  let text: unknown = null
  try {
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (error: Error, sites: NodeJS.CallSite[]) => {
        raw = readCallSites(sites)
        text = callPreparer(previous?.value, error, sites)
        return ''
      },
      configurable: true,
      writable: true,
      enumerable: false,
    })
    void holder.stack
  } catch {
    // Frozen intrinsics: whatever text there is must do.
  } finally {
    restore(previous)
  }
  if (raw === null) {
    const frames = textFrames(holder.stack)
    return { raw: frames, mapped: frames }
  }
  const mapped = typeof text === 'string' ? textFrames(text) : (raw as Frame[]).map(throughSourceMap)
  return { raw, mapped: mapped.length > 0 ? mapped : raw }
}

/** The one a runner has installed to apply its source maps. */
function callPreparer(preparer: unknown, error: Error, sites: NodeJS.CallSite[]): unknown {
  try {
    return typeof preparer === 'function' ? preparer(error, sites) : null
  } catch {
    return null
  }
}

/** What `--enable-source-maps` (and tsx, which switches it on) would print. */
function throughSourceMap(frame: Frame): Frame {
  try {
    const { findSourceMap } = require('node:module') as typeof import('node:module')
    const entry = findSourceMap(frame.url)?.findEntry(frame.line - 1, (frame.column ?? 1) - 1)
    if (!entry || !('originalSource' in entry)) return frame
    return { ...frame, url: entry.originalSource, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
  } catch {
    return frame
  }
}

function restore(previous: PropertyDescriptor | undefined): void {
  try {
    if (previous) Object.defineProperty(Error, 'prepareStackTrace', previous)
    else Reflect.deleteProperty(Error, 'prepareStackTrace')
  } catch {
    // Could not be changed in the first place.
  }
}

function readCallSites(sites: readonly NodeJS.CallSite[]): Frame[] {
  const frames: Frame[] = []
  for (const site of sites) {
    const url = site.getFileName() ?? site.getScriptNameOrSourceURL() ?? ''
    const line = site.getLineNumber()
    if (!isForeign(url) || line === null) continue
    frames.push({ url, line, column: site.getColumnNumber(), function: nameOf(site) })
  }
  return frames
}

function nameOf(site: NodeJS.CallSite): string | null {
  const name = site.getFunctionName()
  const type = site.isToplevel() ? null : site.getTypeName()
  if (!name) return null
  return type && type !== 'Object' && !name.startsWith(`${type}.`) && !name.includes('.') ? `${type}.${name}` : name
}

function isForeign(url: string): boolean {
  return url !== '' && !url.startsWith('node:') && !url.startsWith(OWN_FOLDER)
}

/** ` at name (file:1:2)`, ` at async file:1:2`, and what runners make of it. */
const TEXT_FRAME = /^\s*at (?:async )?(?:(.*?) \()?(.+?):(\d+):(\d+)\)?$/

function textFrames(text: unknown): Frame[] {
  if (typeof text !== 'string') return []
  const frames: Frame[] = []
  for (const line of text.split('\n')) {
    const match = TEXT_FRAME.exec(line)
    if (!match) continue
    const [, name, url, row, column] = match
    if (!url || !isForeign(url)) continue
    frames.push({ url, line: Number(row), column: Number(column), function: name || null })
  }
  return frames
}

type ObjectMaker = () => object

let makeHolder: ObjectMaker = () => ({})

/**
 * Where tests run in a vm context, its own source maps are applied to stacks of objects made there: the adapter says how to
 * make one.
 */
function setHolderMaker(make: ObjectMaker): void {
  makeHolder = make
}

/** What to capture a stack into that will be read by `mappedFrames`. */
function newMappedHolder(): { stack?: unknown } {
  try {
    return makeHolder()
  } catch {
    return {}
  }
}

/** Frames as they are written down. */
function toWireStack(stack: readonly Frame[]): WireSite[] {
  return stack.map(({ url, line, column, function: name }) => {
    const file = url.startsWith('file:') ? nodeUrl.fileURLToPath(url) : url
    return { file: eventLog.cut(file), line, column, function: name === null ? null : eventLog.cut(name) }
  })
}

export = { toWireStack, rawFrames, mappedFrames, newMappedHolder, setHolderMaker }
