/** Turns a raw stack into frames. Only called when somebody asks, or for a spawn, which costs a hundred times more. */
interface Frame {
  readonly url: string
  readonly line: number
  readonly column: number | null
  readonly function: string | null
}

const OWN_FOLDER = __dirname

/** Frames as V8 has them: generated positions, innermost first, async parents included, `node:` and our own left out. */
function rawFrames(holder: { stack?: unknown }): readonly Frame[] {
  const previous = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  let frames: Frame[] = []
  try {
    Object.defineProperty(Error, 'prepareStackTrace', {
      value: (_error: unknown, sites: readonly NodeJS.CallSite[]) => {
        frames = readCallSites(sites)
        return ''
      },
      configurable: true,
      writable: true,
      enumerable: false,
    })
    void holder.stack
  } catch {
    // Frozen intrinsics: whatever text there is must do.
    return textFrames(holder)
  } finally {
    restore(previous)
  }
  return frames.length > 0 ? frames : textFrames(holder)
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

/**
 * Frames of the text the process itself would print: where a runner has installed source maps (vitest, jest, tsx), these
 * are the user's own lines. For what must be written down at once because the process may be gone later.
 */
function textFrames(holder: { stack?: unknown }): readonly Frame[] {
  const text = holder.stack
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

/** What to capture a stack into that will be read by `textFrames`. */
function newTextHolder(): { stack?: unknown } {
  try {
    return makeHolder()
  } catch {
    return {}
  }
}

export = { rawFrames, textFrames, newTextHolder, setHolderMaker }
