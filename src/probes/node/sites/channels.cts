/**
 * Worker threads and UDP sockets announce themselves on Node's diagnostics channels (Node 20; UDP from 18): nothing is
 * replaced, and the modules load only if the user's program needs them.
 */
import diagnosticsChannel = require('node:diagnostics_channel')
import notes = require('../notes.cjs')

function installChannels(): void {
  subscribe('worker_threads', 'worker', 'worker', 'new Worker')
  subscribe('udp.socket', 'socket', 'udp', 'dgram.createSocket')
}

function subscribe(channel: string, field: string, kind: 'worker' | 'udp', api: string): void {
  const listener = (message: unknown) => {
    const made = (message as Record<string, unknown> | null)?.[field]
    if (typeof made === 'object' && made !== null) notes.noteCreation(kind, api, made)
  }
  // Missing before 16.17 and 18.7.
  diagnosticsChannel.subscribe?.(channel, listener)
}

export = { installChannels }
