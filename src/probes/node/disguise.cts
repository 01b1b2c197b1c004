/**
 * Makes a wrapper indistinguishable from what it replaces: name, length, own properties (`util.promisify.custom`),
 * `prototype`, and the source text `toString` gives. Where intrinsics are frozen the replacement simply does not happen.
 */
import natives = require('./natives.cjs')

type AnyFunction = (...args: unknown[]) => unknown

const originals = new WeakMap<object, object>()
const originalOf = originals.get.bind(originals)

/** Gives `wrapper` the looks of `original` and returns it. */
function disguise<F extends object>(wrapper: F, original: object): F {
  for (const key of natives.ownKeys(wrapper)) {
    if (!natives.getOwnPropertyDescriptor(original, key)) natives.deleteProperty(wrapper, key)
  }
  for (const key of natives.ownKeys(original)) {
    const descriptor = natives.getOwnPropertyDescriptor(original, key)
    if (descriptor) natives.defineProperty(wrapper, key, descriptor)
  }
  pointBack((original as { prototype?: unknown }).prototype, original, wrapper)
  originals.set(wrapper, original)
  return wrapper
}

/** `f.prototype.constructor === f` stays true. */
function pointBack(prototype: unknown, original: object, wrapper: object): void {
  if (typeof prototype !== 'object' || prototype === null) return
  const descriptor = natives.getOwnPropertyDescriptor(prototype, 'constructor')
  if (descriptor?.value === original)
    natives.defineProperty(prototype, 'constructor', { ...descriptor, value: wrapper })
}

/**
 * Replaces the method `name` of `owner` by what `wrap` makes of it, keeping the property's attributes. Does nothing when there is
 * no such own method or it cannot be changed.
 */
function replaceMethod(owner: object, name: PropertyKey, wrap: (original: AnyFunction) => AnyFunction): void {
  const descriptor = natives.getOwnPropertyDescriptor(owner, name)
  const original: unknown = descriptor?.value
  // Async functions and generators cannot be imitated; they stay.
  if (typeof original !== 'function' || Object.getPrototypeOf(original) !== Function.prototype) return
  const wrapped = wrap(original as AnyFunction)
  const wrapper = disguise('prototype' in original ? wrapped : withoutPrototype(wrapped), original)
  natives.defineProperty(owner, name, { ...descriptor, value: wrapper })
}

/** Shorthand methods, arrows and native functions have no `prototype` and cannot be constructed. */
function withoutPrototype(wrapped: AnyFunction): AnyFunction {
  const shell = {
    method(this: unknown, ...args: unknown[]) {
      return natives.apply(wrapped, this, args)
    },
  }
  return shell.method
}

/** Makes `Function.prototype.toString` answer for wrappers (and for itself) what it answered before. */
function hideSources(): void {
  replaceMethod(
    Function.prototype,
    'toString',
    (nativeToString) =>
      function (this: unknown) {
        return natives.apply(nativeToString, originalOf(this as object) ?? this, [])
      },
  )
}

export = { disguise, replaceMethod, hideSources }
