/** Listens for whoever attaches to this thread, as agreed in src/protocol/node-preload.ts. */
import type { PreloadAsk } from '../../protocol/node-preload.js' with { 'resolution-mode': 'import' }

import diagnosticsChannel = require('node:diagnostics_channel')

/** Held here: a channel without a strong reference may be collected with its subscribers. */
const channel = diagnosticsChannel.channel('overstay:preload:v1')

function installAnswer(): void {
  channel.subscribe((message) => {
    const ask = message as PreloadAsk | null
    if (ask?.v !== 1 || ask.type !== 'ask') return
    try {
      const { answer } = require('./answers.cjs') as typeof import('./answers.cjs')
      ask.answer = answer
    } catch {
      // Unanswered, as if nobody were home.
    }
  })
}

export = { installAnswer }
