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
  const desk = this.handOver(this.desk)
  this.post('Runtime.callFunctionOn', {
    objectId: desk,
    functionDeclaration: 'function (list) { this.value = list }',
    arguments: [{ objectId }],
    silent: true,
  })
  const list = this.desk.value
  this.desk.value = null
  return Array.isArray(list) ? list : []
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
