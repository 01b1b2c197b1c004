/**
 * Who made what: one note for each long-lived object, reachable only through the object itself. A note holds the raw,
 * unformatted stack (nobody reads `.stack` until somebody asks) and what the test runner was doing.
 */
import activity = require('./activity.cjs')
import limits = require('./limits.cjs')
import natives = require('./natives.cjs')

interface Note {
  /** The entry point in the user's words. */
  readonly api: string
  readonly stack: { stack?: unknown }
  readonly createdAtMs: number
  readonly activity: ReturnType<typeof activity.currentActivity>
  /** `host port` of an outgoing socket, as it was asked for. */
  readonly peer: string | null
  /** Under the deep look: stacks of what led here, nearest first. */
  readonly causes: readonly { stack?: unknown }[]
}

/** Objects of one kind: its own budget, so that ten thousand sockets do not hide one server. */
interface Kind {
  windowStartMs: number
  takenInWindow: number
  /** Weak, oldest first; cleared ones are swept when it has doubled. */
  objects: WeakRef<object>[]
  sweepAtLength: number
}

type KindName =
  | 'timer'
  | 'interval'
  | 'promiseTimer'
  | 'server'
  | 'socket'
  | 'udp'
  | 'child'
  | 'worker'
  | 'watcher'
  | 'port'
  | 'stdin'
  | 'fetch'

const NO_CAUSES: readonly never[] = []
const GONE = { destroyed: true }
const SWEEP_FROM_LENGTH = 256

/** The profile, when there is one: is told of everything, of what exceeds the budget without a note. */
type Observer = (kind: KindName, object: object, note: Note | null) => void

let observer: Observer | null = null
let readCauses: (() => { stack?: unknown }[]) | null = null
const notes = new WeakMap<object, Note>()
const kinds = new Map<KindName, Kind>()

/** The current stack, raw: cheap until its `stack` is read. */
function captureStack(
  holder: { stack?: unknown } = {},
  framesMax: number = limits.stackFramesMax,
): { stack?: unknown } {
  const limit = Error.stackTraceLimit
  try {
    Error.stackTraceLimit = framesMax
    natives.captureStackTrace(holder)
  } catch {
    // Frozen intrinsics: the user's own limit holds.
    natives.captureStackTrace(holder)
  }
  try {
    Error.stackTraceLimit = limit
  } catch {
    // Was not changed either.
  }
  return holder
}

/** Notes that `object` was made here and now, unless the kind's budget is used up. Never throws. */
function noteCreation(kindName: KindName, api: string, object: object, peer: string | null = null): void {
  try {
    const kind = kindNamed(kindName)
    const nowMs = natives.now()
    const note = takeFromBudget(kind, nowMs) ? newNote(api, nowMs, peer) : null
    if (observer !== null) observer(kindName, object, note)
    if (note === null) return
    if (!notes.has(object)) kind.objects.push(new WeakRef(object))
    notes.set(object, note)
  } catch {
    // Stack overflow in the user's code, out of memory: the site is lost, nothing else.
  }
}

/** A note of something that is not an object; null when the budget is used up. */
function makeNote(kindName: KindName, api: string): Note | null {
  const nowMs = natives.now()
  return takeFromBudget(kindNamed(kindName), nowMs) ? newNote(api, nowMs, null) : null
}

function newNote(api: string, createdAtMs: number, peer: string | null): Note {
  const doing = activity.currentActivity()
  return { api, stack: captureStack(), createdAtMs, activity: doing, peer, causes: readCauses?.() ?? NO_CAUSES }
}

function kindNamed(kindName: KindName): Kind {
  let kind = kinds.get(kindName)
  if (kind === undefined) {
    kind = { windowStartMs: 0, takenInWindow: 0, objects: [], sweepAtLength: SWEEP_FROM_LENGTH }
    kinds.set(kindName, kind)
  }
  return kind
}

function takeFromBudget(kind: Kind, nowMs: number): boolean {
  // The clock may also have been set back.
  if (nowMs - kind.windowStartMs >= 1_000 || nowMs < kind.windowStartMs) {
    kind.windowStartMs = nowMs
    kind.takenInWindow = 0
  }
  if (kind.objects.length >= kind.sweepAtLength) sweep(kind)
  if (kind.takenInWindow >= limits.notesPerSecondMax) return false
  kind.takenInWindow++
  return true
}

function sweep(kind: Kind): void {
  kind.objects = kind.objects.filter((ref) => isAlive(ref.deref()))
  const length = kind.objects.length
  kind.sweepAtLength = Math.min(limits.liveNotesPerKindMax, Math.max(SWEEP_FROM_LENGTH, length * 2))
  // Nearly all alive at the ceiling: nothing more of this kind for the rest of the second, so that sweeping stays cheap.
  if (length > limits.liveNotesPerKindMax * 0.75) kind.takenInWindow = limits.notesPerSecondMax
}

/** False only for what is surely over; a note of such an object can still be asked for by the object. */
function isAlive(object: object | undefined): boolean {
  const { _destroyed, destroyed } = (object ?? GONE) as { _destroyed?: unknown; destroyed?: unknown }
  return _destroyed !== true && destroyed !== true
}

function setObserver(observe: Observer): void {
  observer = observe
}

function setCauses(read: () => { stack?: unknown }[]): void {
  readCauses = read
}

function noteOf(object: object): Note | null {
  return notes.get(object) ?? null
}

/** Every noted object that may still be alive, oldest first within its kind. */
function notedObjects(): object[] {
  const all: object[] = []
  for (const kind of kinds.values()) {
    for (const ref of kind.objects) {
      const object = ref.deref()
      if (object !== undefined && isAlive(object)) all.push(object)
    }
  }
  return all
}

export = { setCauses, setObserver, noteCreation, makeNote, captureStack, noteOf, notedObjects }
