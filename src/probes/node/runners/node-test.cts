/**
 * node:test, in the child that runs one file, in a plain `node file.test.js`, and in the `node --test` parent, where each "test" is
 * a file. Its classes are internal, but they extend the public AsyncResource: while the module loads it is given a
 * parent class that shows us the first instance of each, and with that the prototypes.
 */
import asyncHooks = require('node:async_hooks')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import tell = require('../tell.cjs')

/** What is used of Node's internal Test, the same from 18 to 26. */
interface InternalTest {
  readonly name: string
  readonly parent: InternalTest | null
  readonly passed: boolean
  readonly cancelled: boolean
  readonly skipped: boolean
  readonly isTodo: boolean
  readonly finished?: boolean
  readonly subtests?: readonly InternalTest[]
  readonly hookType?: string
  readonly parentTest?: InternalTest | null
  readonly loc?: { readonly file?: string } | undefined
  readonly constructor: { readonly name: string }
}

type Role = 'parent' | 'child' | 'plain'

const counts = { passed: 0, failed: 0, skipped: 0, errors: null }
const over = new WeakSet<object>()
let role: Role = 'plain'
let open = 0
let isStarted = false
let isChecking = false
let toldAt = -1

function installNodeTest(asRole: Role): void {
  role = asRole
  if (role === 'parent') meetInstance()
  else meetWhileLoading()
}

/** `node --test` has loaded its classes before any preload runs: they are met when the first test calls its function. */
function meetInstance(): void {
  tell.tellStarted('node-test', false)
  isStarted = true
  const owner = asyncHooks.AsyncResource.prototype
  const before = natives.getOwnPropertyDescriptor(owner, 'runInAsyncScope')!
  const seen = new Set<string>()
  disguise.replaceMethod(
    owner,
    'runInAsyncScope',
    (original) =>
      function (this: InternalTest, ...args: unknown[]) {
        if (seen.size === 0) meet(this, seen)
        if (seen.size > 0) natives.defineProperty(owner, 'runInAsyncScope', before)
        if (seen.has('Test') && this.parent) tell.tellActivity(phaseOf(this), 'started', fileOf(this), nameOf(this))
        return natives.apply(original, this, args)
      },
  )
}

function meetWhileLoading(): void {
  const { AsyncResource } = asyncHooks
  const seen = new Set<string>()
  const parent = new Proxy(AsyncResource, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget)
      if (seen.size < 2) meet(made, seen)
      return made
    },
  })
  const descriptor = natives.getOwnPropertyDescriptor(asyncHooks, 'AsyncResource')!
  natives.defineProperty(asyncHooks, 'AsyncResource', { ...descriptor, value: parent })
  try {
    // Not in every Node 16.
    require('node:test')
  } finally {
    natives.defineProperty(asyncHooks, 'AsyncResource', descriptor)
  }
}

function meet(made: object, seen: Set<string>): void {
  let prototype = Object.getPrototypeOf(made) as InternalTest | null
  while (prototype !== null && prototype.constructor !== Object) {
    const { name } = prototype.constructor
    if (!seen.has(name)) {
      if (name === 'Test') watchTests(prototype)
      else if (name === 'TestHook') watchHooks(prototype)
      if (name === 'Test' || name === 'TestHook') seen.add(name)
    }
    prototype = Object.getPrototypeOf(prototype)
  }
}

function watchTests(prototype: InternalTest): void {
  disguise.replaceMethod(
    prototype,
    'createSubtest',
    (original) =>
      function (this: InternalTest, ...args: unknown[]) {
        open++
        if (!isStarted) tell.tellStarted('node-test', role === 'child')
        isStarted = true
        return natives.apply(original, this, args)
      },
  )
  disguise.replaceMethod(
    prototype,
    'run',
    (original) =>
      function (this: InternalTest, ...args: unknown[]) {
        if (this.parent !== null) tell.tellActivity(phaseOf(this), 'started', fileOf(this), nameOf(this))
        return natives.apply(original, this, args)
      },
  )
  disguise.replaceMethod(
    prototype,
    'postRun',
    (original) =>
      function (this: InternalTest, ...args: unknown[]) {
        const result = natives.apply(original, this, args)
        ended(this)
        return result
      },
  )
}

function watchHooks(prototype: InternalTest): void {
  disguise.replaceMethod(
    prototype,
    'run',
    (original) =>
      function (this: InternalTest, ...args: unknown[]) {
        const name = hookName(this)
        const file = fileOf(this)
        tell.tellActivity('hook', 'started', file, name)
        const result = natives.apply(original, this, args)
        const done = () => tell.tellActivity('hook', 'ended', file, name)
        if (result instanceof Promise) result.then(done, done)
        else done()
        return result
      },
  )
}

function ended(test: InternalTest): void {
  try {
    if (test.parent === null) {
      if (isStarted) finish()
      return
    }
    if (over.has(test)) return
    over.add(test)
    open--
    if (isLeaf(test)) count(test)
    tell.tellActivity(phaseOf(test), 'ended', fileOf(test), nameOf(test))
    // `await test(…)` registers the next one right after this one: look again when that has had its chance.
    if (!isChecking && areAllOver(test)) {
      isChecking = true
      natives.setImmediate(check, test)
    }
  } catch {
    // Node has changed its insides: this run goes without.
  }
}

function check(last: InternalTest): void {
  isChecking = false
  if (areAllOver(last)) finish()
}

/** The parent was met when its first tests were already registered: there, the root's own list is asked. */
function areAllOver(last: InternalTest): boolean {
  if (role !== 'parent') return open === 0
  let root = last
  while (root.parent !== null) root = root.parent
  const all = root.subtests ?? []
  return all.length > 0 && all.every((test) => test.finished === true)
}

/** Once for each state of the counts: the root's own end, much later, says the same again. */
function finish(): void {
  const total = counts.passed + counts.failed + counts.skipped
  if (total === toldAt) return
  toldAt = total
  const verdict = counts.failed > 0 ? 'failed' : total === 0 ? 'none' : 'passed'
  tell.tellFinished('node-test', role === 'child', verdict, role === 'parent' ? { ...counts, ...NO_COUNTS } : counts)
}

/** The parent sees files, not tests. */
const NO_COUNTS = { passed: null, failed: null, skipped: null }

function isLeaf(test: InternalTest): boolean {
  return test.constructor.name !== 'Suite'
}

function count(test: InternalTest): void {
  if (test.skipped || test.isTodo) counts.skipped++
  else if (test.passed) counts.passed++
  else counts.failed++
}

function phaseOf(test: InternalTest): 'file' | 'test' {
  return test.constructor.name === 'FileTest' ? 'file' : 'test'
}

function fileOf(test: InternalTest): string | null {
  if (test.constructor.name === 'FileTest') return test.name
  return test.loc?.file ?? process.argv[1] ?? null
}

function nameOf(test: InternalTest): string {
  const names: string[] = []
  for (let each: InternalTest | null = test; each?.parent; each = each.parent) names.unshift(each.name)
  return names.join(' > ')
}

function hookName(hook: InternalTest): string {
  const owner = hook.parentTest
  const suite = owner?.parent ? nameOf(owner) : ''
  return suite === '' ? `${hook.hookType ?? 'hook'}` : `${hook.hookType ?? 'hook'} hook in "${suite}"`
}

export = { installNodeTest }
