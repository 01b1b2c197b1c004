/**
 * The main process of vitest: its built-in reporters are told when all tests are over, so their classes are where we see it. They are
 * loaded a moment after vitest itself has loaded them (when it starts its first worker), never before.
 */
import diagnosticsChannel = require('node:diagnostics_channel')
import path = require('node:path')
import url = require('node:url')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import tell = require('../tell.cjs')

interface Totals {
  passed: number
  failed: number
  skipped: number
  errors: number
}

interface ReporterSelf {
  readonly ctx?: { readonly config?: { readonly watch?: boolean } }
}

const FINISH_METHODS = ['onTestRunEnd', 'onFinished']
const WORKER_CHANNELS = ['worker_threads', 'child_process']
/** Several reporters are told of the same run, each possibly through its parent class too. */
let lastTold = ''
let isWatching = false

/** `folder`: vitest's own. */
function installVitestMain(folder: string): void {
  const onWorker = () => {
    if (isWatching) return
    isWatching = true
    tell.tellStarted('vitest', false)
    for (const name of WORKER_CHANNELS) diagnosticsChannel.unsubscribe(name, onWorker)
    watchReporters(path.join(folder, 'dist')).catch(() => {})
  }
  for (const name of WORKER_CHANNELS) diagnosticsChannel.subscribe(name, onWorker)
}

async function watchReporters(distFolder: string): Promise<void> {
  const node = await load(distFolder, 'node.js')
  // Before vitest 4 they were only here; since then loading it prints a deprecation.
  const reporters = 'DefaultReporter' in node ? node : await load(distFolder, 'reporters.js')
  const seen = new Set<object>()
  for (const value of Object.values(reporters)) {
    let prototype: unknown = (value as { prototype?: unknown } | null)?.prototype
    while (typeof prototype === 'object' && prototype !== null && prototype !== Object.prototype) {
      if (!seen.has(prototype)) for (const name of FINISH_METHODS) watchMethod(prototype, name)
      seen.add(prototype)
      prototype = Object.getPrototypeOf(prototype)
    }
  }
}

async function load(folder: string, file: string): Promise<Record<string, unknown>> {
  return (await import(url.pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>
}

function watchMethod(prototype: object, name: string): void {
  disguise.replaceMethod(
    prototype,
    name,
    (original) =>
      function (this: ReporterSelf, ...args: unknown[]) {
        const result = natives.apply(original, this, args)
        try {
          // In watch mode the end of a run is not the end.
          if (this.ctx?.config?.watch !== true) finished(args)
        } catch {
          // vitest has changed its insides: the text it prints must do.
        }
        return result
      },
  )
}

function finished([modules, errors, reason]: readonly unknown[]): void {
  if (!Array.isArray(modules)) return
  const totals: Totals = { passed: 0, failed: 0, skipped: 0, errors: Array.isArray(errors) ? errors.length : 0 }
  for (const module of modules) addFile(module as FileLike, totals)
  const isFailed = reason === 'failed' || totals.failed > 0 || totals.errors > 0
  const verdict = isFailed ? 'failed' : totals.passed + totals.skipped === 0 ? 'none' : 'passed'
  const told = `${verdict} ${Object.values(totals)}`
  if (told !== lastTold) tell.tellFinished('vitest', false, verdict, totals)
  lastTold = told
}

/** A TestModule (vitest 3 and later) or a task tree (before). */
interface FileLike {
  readonly children?: { allTests?(): Iterable<{ result(): { readonly state: string } }> }
  readonly errors?: () => readonly unknown[]
  readonly tasks?: readonly FileLike[]
  readonly result?: { readonly state?: string; readonly errors?: readonly unknown[] }
  readonly mode?: string
}

function addFile(file: FileLike, totals: Totals): void {
  if (file.children?.allTests) {
    for (const test of file.children.allTests()) addState(test.result().state, totals)
    totals.errors += file.errors?.().length ?? 0
    return
  }
  if (file.tasks === undefined) {
    addState(file.result?.state ?? file.mode ?? 'skip', totals)
    return
  }
  for (const task of file.tasks) addFile(task, totals)
  // A file or suite that failed by itself: it could not be loaded, or its hook threw.
  if (file.result?.state === 'fail') totals.errors += file.result.errors?.length ?? 0
}

function addState(state: string, totals: Totals): void {
  if (state === 'passed' || state === 'pass') totals.passed++
  else if (state === 'failed' || state === 'fail') totals.failed++
  else totals.skipped++
}

export = { installVitestMain }
