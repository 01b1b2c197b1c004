import { collect, draftAll, finishItems, finishScripts, framesBelow, libuvRows, mentionedScripts } from './collect.js'
import {
  describeChild,
  describeInput,
  describeStream,
  describeWatcher,
  describeWorker,
  draftRequests,
  protocolOf,
} from './describe.js'
import { handOver, locateFunctions, openSession, queryObjects, readClosure, takeBack } from './desk.js'
import { draftHandle, draftHandles, mapChannels, mapPipes, portsOf, typeOfHandle, workersWithRef } from './handles.js'
import { handlesOf, listenersOf } from './listeners.js'
import { asyncWrapPrototype, timerPrototype } from './prototypes.js'
import { takePulse } from './pulse.js'
import { letGo, releaseItems, unrefObject } from './release.js'
import { draftImmediates, draftTimers, functionsAmong, listTimers } from './timers.js'

/** All functions that travel into the target to collect facts. */
export const collectParts = {
  asyncWrapPrototype,
  collect,
  describeChild,
  describeInput,
  describeStream,
  describeWatcher,
  describeWorker,
  draftAll,
  draftHandle,
  draftHandles,
  draftImmediates,
  draftRequests,
  draftTimers,
  finishItems,
  finishScripts,
  framesBelow,
  functionsAmong,
  handOver,
  handlesOf,
  libuvRows,
  listenersOf,
  listTimers,
  locateFunctions,
  mapChannels,
  mapPipes,
  mentionedScripts,
  openSession,
  portsOf,
  protocolOf,
  queryObjects,
  readClosure,
  takeBack,
  timerPrototype,
  typeOfHandle,
  workersWithRef,
}

/** The few that tell whether a thread comes round at all. */
export const pulseParts = { framesBelow, takePulse }

/** Releasing finds things the same way collecting does. */
export const releaseParts = { ...collectParts, letGo, releaseItems, unrefObject }
