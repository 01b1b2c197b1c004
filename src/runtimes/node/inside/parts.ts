import { collect, finishItems, finishScripts, framesBelow, libuvRows } from './collect.js'
import {
  describeChild,
  describeInput,
  describeStream,
  describeWatcher,
  describeWorker,
  draftRequests,
  protocolOf,
} from './describe.js'
import { handOver, locateFunctions, openSession, queryObjects } from './desk.js'
import { draftHandle, draftHandles, mapPipes, portsOf, typeOfHandle, workersWithRef } from './handles.js'
import { handlesOf, listenersOf } from './listeners.js'
import { asyncWrapPrototype, timerPrototypes } from './prototypes.js'
import { takePulse } from './pulse.js'
import { draftImmediates, draftTimers, functionsAmong } from './timers.js'

/** All functions that travel into the target to collect facts. */
export const collectParts = {
  asyncWrapPrototype,
  collect,
  describeChild,
  describeInput,
  describeStream,
  describeWatcher,
  describeWorker,
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
  locateFunctions,
  mapPipes,
  openSession,
  portsOf,
  protocolOf,
  queryObjects,
  timerPrototypes,
  typeOfHandle,
  workersWithRef,
}

/** The few that tell whether a thread comes round at all. */
export const pulseParts = { framesBelow, takePulse }
