/** mocha 8 to 12, serial and parallel: everything passes through `Runner.prototype.emit`. */
import fs = require('node:fs')
import path = require('node:path')
import url = require('node:url')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import tell = require('../tell.cjs')

interface Runnable {
  readonly title?: string
  readonly originalTitle?: string
  readonly type?: string
  readonly file?: string
  readonly parent?: Runnable
  fullTitle?(): string
}

interface RunnerSelf {
  readonly failures?: number
  readonly stats?: { readonly passes?: number; readonly failures?: number; readonly pending?: number }
}

type Emit = (...args: unknown[]) => unknown

/** The first version whose files are ES modules: `require` of them warns in some Nodes. */
const FIRST_ESM_MAJOR = 12

/** `folder`: mocha's own. */
function installMocha(folder: string): void {
  const runnerFile = path.join(folder, 'lib/runner.js')
  const { version } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string }
  if (Number.parseInt(version, 10) < FIRST_ESM_MAJOR) watchRunner(require(runnerFile))
  else import(url.pathToFileURL(runnerFile).href).then(watchRunner, () => {})
}

function watchRunner(exported: unknown): void {
  const { Runner, default: byDefault } = exported as { Runner?: unknown; default?: unknown }
  const runner = [Runner, byDefault, exported].find((value) => typeof value === 'function') as
    | { readonly prototype: { emit: Emit } }
    | undefined
  if (runner === undefined) return
  const inherited = runner.prototype.emit
  const emit = disguise.disguise(function emit(this: RunnerSelf, ...args: unknown[]) {
    const [name, runnable] = args
    // A hook that is about to block must be known before; the end only when reporters have printed it.
    if (name !== 'end') observe(this, name, runnable as Runnable | undefined)
    const result = natives.apply(inherited, this, args)
    if (name === 'end') finished(this)
    return result
  }, inherited)
  natives.defineProperty(runner.prototype, 'emit', {
    value: emit,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}

function observe(_runner: RunnerSelf, name: unknown, runnable: Runnable | undefined): void {
  try {
    if (name === 'start') tell.tellStarted('mocha', false)
    else if (runnable === undefined) return
    else if (name === 'hook') tell.tellActivity('hook', 'started', fileOf(runnable), hookName(runnable))
    else if (name === 'hook end') tell.tellActivity('hook', 'ended', fileOf(runnable), hookName(runnable))
    else if (name === 'test') tell.tellActivity('test', 'started', fileOf(runnable), runnable.fullTitle?.() ?? null)
    else if (name === 'test end') tell.tellActivity('test', 'ended', fileOf(runnable), runnable.fullTitle?.() ?? null)
  } catch {
    // mocha has changed its insides: this run goes without.
  }
}

function finished({ stats, failures }: RunnerSelf): void {
  // Under --watch the end of a run is not the end.
  if (process.argv.includes('--watch') || process.argv.includes('-w')) return
  const counts = {
    passed: stats?.passes ?? null,
    failed: stats?.failures ?? failures ?? null,
    skipped: stats?.pending ?? null,
    errors: null,
  }
  const isEmpty = counts.passed === 0 && counts.failed === 0 && counts.skipped === 0
  tell.tellFinished('mocha', false, counts.failed ? 'failed' : isEmpty ? 'none' : 'passed', counts)
}

/** mocha's title without the test it happened to run for: `"after all" hook: stop server in "orders"`. */
function hookName(hook: Runnable): string {
  const suite = hook.parent?.fullTitle?.() ?? ''
  const title = hook.originalTitle ?? hook.title ?? 'hook'
  return suite === '' ? title : `${title} in "${suite}"`
}

function fileOf(runnable: Runnable): string | null {
  for (let each: Runnable | undefined = runnable; each !== undefined; each = each.parent)
    if (each.file) return each.file
  return null
}

export = { installMocha }
