/** What is answered to whoever attaches to this thread; loaded when it is first asked. */
import type { PreloadAnswer, PreloadRecord, PreloadSite } from '../../protocol/node-preload.js' with {
  'resolution-mode': 'import',
}

import activity = require('./activity.cjs')
import frames = require('./frames.cjs')
import fetchSites = require('./sites/fetch.cjs')
import notes = require('./notes.cjs')

const answer: PreloadAnswer = {
  siteOf(object) {
    try {
      return siteOf(object)
    } catch {
      return null
    }
  },
  records() {
    try {
      return notes.notedObjects().flatMap((object): PreloadRecord[] => {
        const site = siteOf(object)
        return site ? [{ ...site, object }] : []
      })
    } catch {
      return []
    }
  },
  activity: () => activity.currentActivity(),
}

function siteOf(object: object): PreloadSite | null {
  const note = notes.noteOf(object) ?? noteByParts(object)
  if (note === null) return null
  const known = [note.stack, ...note.causes].flatMap((stack) => frames.rawFrames(stack))
  const doing = note.activity
  return {
    api: note.api,
    frames: known.length > 0 ? known : framesOfFetch(note.peer),
    createdAtMs: note.createdAtMs,
    testFile: doing?.file ?? null,
    test: doing?.phase === 'file' || doing?.state === 'ended' ? null : (doing?.name ?? null),
  }
}

/** A socket that was opened out of the blue belongs to the last `fetch` of that address, if there was one. */
function framesOfFetch(peer: string | null): PreloadSite['frames'] {
  const [host, port] = (peer ?? '').split(' ')
  const call = port ? fetchSites.fetchTo(host ?? '', Number(port)) : null
  return call === null ? [] : frames.rawFrames(call.stack)
}

/** A readline interface is as old as its input; a native handle as the object that owns it. */
function noteByParts(object: object): ReturnType<typeof notes.noteOf> {
  const input = ownValue(object, 'input')
  if (typeof input === 'object' && input !== null) return notes.noteOf(input)
  for (const candidate of notes.notedObjects()) {
    if (ownValue(candidate, '_handle') === object) return notes.noteOf(candidate)
  }
  return null
}

/** Never through a getter: some warn that they are deprecated. */
function ownValue(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value
}

export = { answer }
