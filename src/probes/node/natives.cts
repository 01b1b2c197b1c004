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
const { setImmediate } = globalThis

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
  pid: process.pid,
  ppid: process.ppid,
  /** Node disables `abort` in worker threads; asking `worker_threads` would load it into every process. */
  isMainThread: (process.abort as { disabled?: boolean }).disabled !== true,
  nodeMajor: Number.parseInt(process.versions.node, 10),
}
