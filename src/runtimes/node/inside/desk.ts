import type { Foreign, Kit } from './kit.js'

/** Opens a session with this thread's own inspector: commands are answered synchronously, without a round trip. */
export function openSession(this: Kit): { close: () => void } {
  const { Session } = this.require('inspector')
  const session = new Session()
  session.connect()
  session.on('Debugger.scriptParsed', (message: Foreign) => this.scripts.set(message.params.scriptId, message.params))
  this.post = (method, params) => {
    let answer: Foreign = null
    session.post(method, params, (error: unknown, result: unknown) => {
      answer = error ? null : result
    })
    return answer
  }
  this.desk = this.require('diagnostics_channel').channel('overstay:desk')
  return { close: () => session.disconnect() }
}

/** Gives a value of this realm to the inspector: its remote object id, or null. */
export function handOver(this: Kit, value: unknown): string | null {
  this.desk.value = value
  const answer = this.post('Runtime.evaluate', {
    expression: `require('diagnostics_channel').channel('overstay:desk').value`,
    includeCommandLineAPI: true,
    objectGroup: 'overstay',
    silent: true,
  })
  this.desk.value = null
  return answer?.result?.objectId ?? null
}

/** Every living object that has `prototype` in its chain; garbage is collected first, by V8. */
export function queryObjects(this: Kit, prototype: unknown): Foreign[] {
  const prototypeObjectId = this.handOver(prototype)
  if (prototypeObjectId === null) return []
  const found = this.post('Runtime.queryObjects', { prototypeObjectId, objectGroup: 'overstay' })
  const objectId = found?.objects?.objectId
  if (objectId === undefined) return []
  const list = this.takeBack(objectId)
  return Array.isArray(list) ? list : []
}

/** The other way round: the value behind a remote object id. */
export function takeBack(this: Kit, objectId: string): Foreign {
  this.post('Runtime.callFunctionOn', {
    objectId: this.handOver(this.desk),
    functionDeclaration: 'function (value) { this.value = value }',
    arguments: [{ objectId }],
    silent: true,
  })
  const { value } = this.desk
  this.desk.value = null
  return value
}

/**
 * A variable of the module a function was written in, by name; null when the function does not see it. This is how the
 * runtime's own books are read: asking V8 for all objects of a kind collects all garbage first, for half a second.
 */
export function readClosure(this: Kit, fn: Foreign, name: string): Foreign {
  const objectId = this.handOver(fn)
  const inner = this.post('Runtime.getProperties', { objectId, ownProperties: true })?.internalProperties ?? []
  const scopesId = inner.find((one: Foreign) => one.name === '[[Scopes]]')?.value?.objectId
  const scopes = this.post('Runtime.getProperties', { objectId: scopesId, ownProperties: true })?.result ?? []
  for (const scope of scopes) {
    const scopeId = scope.value?.objectId
    // The last one is the global scope: thousands of names, none of them ours.
    if (scopeId === undefined || !/^(?:Closure|Module|Block|Script)/.test(scope.value.description)) continue
    const variables = this.post('Runtime.getProperties', { objectId: scopeId, ownProperties: true })?.result ?? []
    const found = variables.find((one: Foreign) => one.name === name)?.value?.objectId
    if (found !== undefined) return this.takeBack(found)
  }
  return null
}

/** V8's own knowledge of where functions were written; null for native ones. Bound functions are followed. */
export function locateFunctions(
  this: Kit,
  functions: readonly Foreign[],
): ({ scriptId: string; lineNumber: number; columnNumber: number } | null)[] {
  const listId = this.handOver(functions)
  if (listId === null) return functions.map(() => null)
  const members = this.post('Runtime.getProperties', { objectId: listId, ownProperties: true })?.result ?? []
  const places: Foreign[] = functions.map(() => null)
  for (const member of members) {
    let objectId = member.value?.objectId
    for (let hops = 0; hops < 4 && objectId !== undefined; hops++) {
      const inner = this.post('Runtime.getProperties', { objectId, ownProperties: true })?.internalProperties ?? []
      const place = inner.find((one: Foreign) => one.name === '[[FunctionLocation]]')
      if (place !== undefined) {
        places[Number(member.name)] = place.value?.value ?? null
        break
      }
      objectId = inner.find((one: Foreign) => one.name === '[[TargetFunction]]')?.value?.objectId
    }
  }
  return places
}
