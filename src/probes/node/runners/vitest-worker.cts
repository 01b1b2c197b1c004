/**
 * A vitest worker (forks, threads, vm pools; vitest 1 to 5). Its state object says which suite or test is current. It is put on
 * the global object once per file, and each message the worker sends to the main process is an occasion to meet it.
 */
import vm = require('node:vm')
import activity = require('../activity.cjs')
import disguise = require('../disguise.cjs')
import frames = require('../frames.cjs')
import limits = require('../limits.cjs')
import natives = require('../natives.cjs')
import tell = require('../tell.cjs')

/** What is used of vitest's tasks: a file is a suite with a path. */
interface Task {
  readonly name: string
  readonly filepath?: string
  readonly suite?: Task
  readonly file?: Task
  readonly tasks?: readonly Task[]
  readonly mode?: string
  readonly result?: { readonly state?: string; readonly hooks?: Readonly<Record<string, string>> }
}

interface WorkerState {
  readonly filepath?: string
  current?: Task | undefined
}

/** Globals vitest may put its state on: this realm's and those of the vm pools. */
const globals: WeakRef<object>[] = [new WeakRef(globalThis)]
const watched = new WeakSet<object>()
let currentSinceMs = 0
let openHook: { readonly file: string | null; readonly name: string } | null = null

function installVitestWorker(): void {
  activity.setActivityReader(readActivity)
  if (typeof process.send === 'function') disguise.replaceMethod(process, 'send', watchStateBefore)
  if (!natives.isMainThread) {
    const { MessagePort } = require('node:worker_threads') as typeof import('node:worker_threads')
    disguise.replaceMethod(MessagePort.prototype, 'postMessage', watchStateBefore)
  }
  disguise.replaceMethod(
    vm,
    'createContext',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const context = natives.apply(original, this, args) as object
        globals.push(new WeakRef(context))
        if (globals.length > limits.contextsMax) globals.splice(1, 1)
        frames.setHolderMaker(() => makeObjectIn(globals[globals.length - 1]?.deref()))
        return context
      },
  )
}

function makeObjectIn(realm: object | undefined): object {
  const { Object: RealmObject } = (realm ?? globalThis) as typeof globalThis
  return new RealmObject()
}

function watchStateBefore(original: (...args: unknown[]) => unknown): (...args: unknown[]) => unknown {
  return function (this: unknown, ...args: unknown[]) {
    const state = findState()
    if (state !== null && !watched.has(state)) watchState(state)
    return natives.apply(original, this, args)
  }
}

/** The newest realm first: a vm pool's context is made for one file. */
function findState(): WorkerState | null {
  for (let index = globals.length - 1; index >= 0; index--) {
    const realm = globals[index]!.deref()
    if (realm === undefined) {
      globals.splice(index, 1)
      continue
    }
    const state: unknown = natives.getOwnPropertyDescriptor(realm, '__vitest_worker__')?.value
    if (typeof state === 'object' && state !== null) return state
  }
  return null
}

/** From now on every change of `current` is seen at once, also right before a hook that never yields. */
function watchState(state: WorkerState): void {
  watched.add(state)
  let current = state.current
  changed(undefined, current, state)
  natives.defineProperty(state, 'current', {
    get: () => current,
    set: (next: Task | undefined) => {
      const previous = current
      current = next
      changed(previous, next, state)
    },
    enumerable: true,
    configurable: true,
  })
}

function changed(previous: Task | undefined, next: Task | undefined, state: WorkerState): void {
  try {
    currentSinceMs = natives.now()
    if (openHook !== null) endHook()
    const file = fileOf(next ?? previous, state)
    if (next === undefined) {
      if (previous !== undefined) tell.tellActivity('file', 'ended', file, null)
    } else if (previous === undefined) {
      tell.tellActivity('file', 'started', file, null)
    } else if (next.tasks === undefined) {
      tell.tellActivity('test', 'started', file, nameOf(next))
    } else if (next !== previous && hasRun(next)) {
      startHook(file, `afterAll${suiteSuffix(next)}`)
    } else if (isParent(previous, next) && !hasRun(next)) {
      startHook(file, `beforeAll${suiteSuffix(next)}`)
    }
  } catch {
    // vitest has changed its insides: this run goes without.
  }
}

function startHook(file: string | null, name: string): void {
  openHook = { file, name }
  tell.tellActivity('hook', 'started', file, name)
}

function endHook(): void {
  if (openHook !== null) tell.tellActivity('hook', 'ended', openHook.file, openHook.name)
  openHook = null
}

/** Have all tests below been run? Then only the suite's own `afterAll` hooks are left. */
function hasRun(suite: Task): boolean {
  return (suite.tasks ?? []).every((task) => {
    if (task.mode === 'skip' || task.mode === 'todo') return true
    const state = task.result?.state
    return state !== undefined && state !== 'run' && state !== 'queued'
  })
}

/** Going down into a suite, not back up to it. */
function isParent(upper: Task | undefined, lower: Task): boolean {
  return upper !== undefined && (lower.suite === upper || lower.file === upper || lower === upper)
}

function readActivity(): ReturnType<typeof activity.currentActivity> {
  const state = findState()
  if (state === null) return null
  const task = state.current
  const file = fileOf(task, state)
  for (let each = task; each !== undefined; each = each.suite ?? (each.file === each ? undefined : each.file)) {
    const running = Object.entries(each.result?.hooks ?? {}).find(([, hookState]) => hookState === 'run')
    const name = running && `${running[0]}${each.tasks ? suiteSuffix(each) : ` hook of "${nameOf(each)}"`}`
    if (name) return { phase: 'hook', state: 'started', file, name, sinceMs: currentSinceMs }
  }
  if (task === undefined || task.tasks !== undefined)
    return file === null
      ? null
      : { phase: 'file', state: task ? 'started' : 'ended', file, name: null, sinceMs: currentSinceMs }
  return { phase: 'test', state: 'started', file, name: nameOf(task), sinceMs: currentSinceMs }
}

function suiteSuffix(suite: Task): string {
  const name = nameOf(suite)
  return name === '' ? '' : ` hook in "${name}"`
}

function fileOf(task: Task | undefined, state: WorkerState): string | null {
  return task?.filepath ?? task?.file?.filepath ?? state.filepath ?? null
}

/** Suites and test, without the file. */
function nameOf(task: Task): string {
  const names: string[] = []
  for (let each: Task | undefined = task; each !== undefined && each.filepath === undefined; each = each.suite)
    names.unshift(each.name)
  return names.filter((name) => name !== '').join(' > ')
}

export = { installVitestWorker }
