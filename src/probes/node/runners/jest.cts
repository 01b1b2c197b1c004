/**
 * jest 26 to 30, main process and workers. jest-circus reports each step to the test environment's `handleTestEvent`; the promise of
 * `@jest/core`'s `runCLI` resolves when everything, globalTeardown included, is over. Both are met while jest requires them.
 */
import nodeModule = require('node:module')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import tell = require('../tell.cjs')

type AnyFunction = (...args: unknown[]) => unknown
type AnyClass = new (...args: unknown[]) => object

interface CircusEvent {
  readonly name: string
  readonly hook?: { readonly type: string; readonly parent?: DescribeBlock }
  readonly test?: { readonly name: string; readonly parent?: DescribeBlock }
}

interface DescribeBlock {
  readonly name: string
  readonly parent?: DescribeBlock
}

interface RunResults {
  readonly success?: boolean
  readonly numPassedTests?: number
  readonly numFailedTests?: number
  readonly numPendingTests?: number
  readonly numTodoTests?: number
  readonly numRuntimeErrorTestSuites?: number
  readonly numTotalTests?: number
}

/** Steps of jest-circus that are boundaries. */
const STEPS: Readonly<Record<string, readonly ['file' | 'test' | 'hook', 'started' | 'ended']>> = {
  run_start: ['file', 'started'],
  run_finish: ['file', 'ended'],
  hook_start: ['hook', 'started'],
  hook_success: ['hook', 'ended'],
  hook_failure: ['hook', 'ended'],
  test_start: ['test', 'started'],
  test_done: ['test', 'ended'],
}
const isWorker = process.env['JEST_WORKER_ID'] !== undefined
const ENVIRONMENT = /jest-environment-(?:node|jsdom)(?:[\\/]build[\\/]index\.js)?$|environment-jsdom-abstract/
/** Ours by theirs: the same module always answers the same object. */
const replaced = new WeakMap<object, object>()
const watchedEnvironments = new WeakSet<object>()
const watchedClasses = new WeakMap<object, object>()

function installJest(): void {
  disguise.replaceMethod(
    nodeModule,
    '_load',
    (original) =>
      function (this: unknown, ...args: unknown[]) {
        const exported = natives.apply(original, this, args)
        const request = args[0]
        if (typeof request !== 'string' || typeof exported !== 'object' || exported === null) return exported
        try {
          if (request === '@jest/core') return withReplaced(exported, { runCLI: wrapRunCli })
          if (ENVIRONMENT.test(request))
            return withReplaced(exported, { default: watchEnvironment, TestEnvironment: watchEnvironment })
        } catch {
          // jest has changed its insides: the text it prints must do.
        }
        return exported
      },
  )
}

/** The same module with some exports replaced: compiled exports are getters, which cannot be set. */
function withReplaced(exported: object, replacements: Readonly<Record<string, (value: never) => unknown>>): object {
  const known = replaced.get(exported)
  if (known !== undefined) return known
  const descriptors: PropertyDescriptorMap = Object.getOwnPropertyDescriptors(exported)
  for (const [name, replace] of Object.entries(replacements)) {
    const value: unknown = (exported as Record<string, unknown>)[name]
    if (typeof value !== 'function') continue
    descriptors[name] = { value: replace(value as never), writable: true, enumerable: true, configurable: true }
  }
  const copy = Object.create(Object.getPrototypeOf(exported), descriptors) as object
  replaced.set(exported, copy)
  return copy
}

function wrapRunCli(original: AnyFunction): AnyFunction {
  return disguise.disguise(async function runCLI(this: unknown, ...args: unknown[]) {
    tell.tellStarted('jest', false)
    const outcome = await natives.apply(original, this, args)
    finished((outcome as { results?: RunResults } | undefined)?.results)
    return outcome
  }, original)
}

function finished(results: RunResults | undefined): void {
  if (results === undefined) return
  const counts = {
    passed: results.numPassedTests ?? null,
    failed: results.numFailedTests ?? null,
    skipped: (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0),
    errors: results.numRuntimeErrorTestSuites ?? null,
  }
  const verdict = results.success === false ? 'failed' : results.numTotalTests === 0 ? 'none' : 'passed'
  tell.tellFinished('jest', false, verdict, counts)
}

/** A class like theirs whose instances also tell us what jest-circus tells them. */
function watchEnvironment(original: AnyClass): object {
  const known = watchedClasses.get(original)
  if (known !== undefined) return known
  const watched = new Proxy(original, {
    construct(target, args, newTarget) {
      const environment = Reflect.construct(target, args, newTarget === watched ? target : newTarget) as object
      const context = args[1] as { testPath?: unknown } | undefined
      watchEvents(environment, typeof context?.testPath === 'string' ? context.testPath : null)
      return environment
    },
  })
  watchedClasses.set(original, watched)
  return watched
}

function watchEvents(environment: { handleTestEvent?: unknown }, file: string | null): void {
  // An environment that extends another one that we replaced comes here twice.
  if (watchedEnvironments.has(environment)) return
  watchedEnvironments.add(environment)
  const theirs = environment.handleTestEvent
  const handleTestEvent = (event: CircusEvent, state: unknown): unknown => {
    try {
      observe(event, file)
    } catch {
      // jest-circus has changed its events: this file goes without.
    }
    return typeof theirs === 'function' ? natives.apply(theirs as AnyFunction, environment, [event, state]) : undefined
  }
  natives.defineProperty(environment, 'handleTestEvent', {
    value: handleTestEvent,
    writable: true,
    enumerable: false,
    configurable: true,
  })
}

function observe(event: CircusEvent, file: string | null): void {
  const { hook, test } = event
  if (event.name === 'run_start' && isWorker) tell.tellStarted('jest', true)
  const [phase, state] = STEPS[event.name] ?? []
  if (phase === undefined || state === undefined) return
  const name = phase === 'file' ? null : phase === 'hook' ? hookName(hook) : fullName(test)
  tell.tellActivity(phase, state, file, name)
}

function hookName(hook: CircusEvent['hook']): string {
  const suite = fullName(hook?.parent)
  return suite === '' ? (hook?.type ?? 'hook') : `${hook?.type ?? 'hook'} hook in "${suite}"`
}

function fullName(block: DescribeBlock | undefined): string {
  const names: string[] = []
  for (let each = block; each !== undefined; each = each.parent) names.unshift(each.name)
  return names.filter((name) => name !== 'ROOT_DESCRIBE_BLOCK').join(' > ')
}

export = { installJest }
