/** Answers whoever attaches to this thread, as agreed in src/protocol/node-preload.ts. */
import type { PreloadAnswer, PreloadAsk, PreloadRecord, PreloadSite } from '../../protocol/node-preload.js' with {
  'resolution-mode': 'import',
}

import diagnosticsChannel = require('node:diagnostics_channel')
import activity = require('./activity.cjs')
import frames = require('./frames.cjs')
import notes = require('./notes.cjs')

const channel = diagnosticsChannel.channel('overstay:preload:v1')
const formatted = new WeakMap<object, PreloadSite['frames']>()

function installAnswer(): void {
  channel.subscribe((message) => {
    const ask = message as PreloadAsk | null
    if (ask?.v === 1 && ask.type === 'ask') ask.answer = answer
  })
}

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
  // A stack can be turned into frames only once: V8 keeps the text, not the call sites.
  let known = formatted.get(note)
  if (known === undefined) {
    known = frames.rawFrames(note.stack)
    formatted.set(note, known)
  }
  const doing = note.activity
  return {
    api: note.api,
    frames: known,
    createdAtMs: note.createdAtMs,
    testFile: doing?.file ?? null,
    test: doing?.phase === 'file' || doing?.state === 'ended' ? null : (doing?.name ?? null),
  }
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

export = { installAnswer }
