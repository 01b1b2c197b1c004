/**
 * `fetch` opens its socket some ticks later, with nothing of the user's on the stack. The last call to each origin is kept, so
 * that a socket without a user's line can be given that of the call it belongs to.
 */
import disguise = require('../disguise.cjs')
import limits = require('../limits.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

type Note = NonNullable<ReturnType<typeof notes.noteOf>>

/** `http://host:port`, as the user wrote it, to the last call; oldest first. */
const calls = new Map<string, Note>()

function installFetch(): void {
  disguise.replaceMethod(
    globalThis,
    'fetch',
    (original) =>
      function fetch(this: unknown, ...args: unknown[]) {
        remember(args[0])
        return natives.apply(original, this, args)
      },
  )
}

function remember(input: unknown): void {
  try {
    const { href, url } = input as { href?: unknown; url?: unknown }
    const address = [input, href, url].find((value) => typeof value === 'string') as string | undefined
    if (address === undefined) return
    const end = address.indexOf('/', address.indexOf('//') + 2)
    const origin = end < 0 ? address : address.slice(0, end)
    const note = notes.makeNote('fetch', 'fetch')
    if (note === null) return
    calls.delete(origin)
    calls.set(origin, note)
    if (calls.size > limits.fetchOriginsMax) calls.delete(calls.keys().next().value as string)
  } catch {
    // Not an address: fetch itself will say so.
  }
}

/** The last call to that host and port, which are as the socket was given them. */
function fetchTo(host: string, port: number): Note | null {
  let found: Note | null = null
  for (const [origin, note] of calls) {
    try {
      const { hostname, port: given, protocol } = new URL(origin)
      const itsPort = Number(given || (protocol === 'https:' ? 443 : 80))
      if (itsPort === port && (host === '' || hostname.replace(/^\[|\]$/g, '') === host)) found = note
    } catch {
      // A relative address cannot have opened a socket.
    }
  }
  return found
}

export = { installFetch, fetchTo }
