/**
 * What the preload itself uses, taken before anybody's test could replace it (fake clocks, mocked `fs`, patched
 * prototypes). Nothing here is ever handed out.
 */
import fs = require('node:fs')

const { openSync, writeSync, closeSync } = fs
const { captureStackTrace } = Error
const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys, deleteProperty } = Reflect
const stringify = JSON.stringify
const now = Date.now
const { setImmediate, setInterval } = globalThis

export = {
  openSync,
  writeSync,
  closeSync,
  captureStackTrace,
  apply,
  defineProperty,
  getOwnPropertyDescriptor,
  ownKeys,
  deleteProperty,
  stringify,
  now,
  setImmediate,
  setInterval,
  pid: process.pid,
  ppid: process.ppid,
  /** Node disables `abort` in worker threads; asking `worker_threads` would load it into every process. */
  isMainThread: (process.abort as { disabled?: boolean }).disabled !== true,
  /** 0 in the main thread. */
  threadId: (): number =>
    (process.abort as { disabled?: boolean }).disabled === true
      ? (require('node:worker_threads') as typeof import('node:worker_threads')).threadId
      : 0,
}
