/** Servers, outgoing sockets and reading from stdin, at the methods of `net` that http, https, http2 and tls go through. */
import net = require('node:net')
import disguise = require('../disguise.cjs')
import natives = require('../natives.cjs')
import notes = require('../notes.cjs')

function installNetwork(): void {
  // Here and not where the handle is made: `listen(port, host)` looks the host up first and has no user frame by then.
  disguise.replaceMethod(
    net.Server.prototype,
    'listen',
    (original) =>
      function listen(this: net.Server, ...args: unknown[]) {
        const result = natives.apply(original, this, args)
        notes.noteCreation('server', 'Server.listen', this)
        return result
      },
  )
  disguise.replaceMethod(
    net.Socket.prototype,
    'connect',
    (original) =>
      function connect(this: net.Socket, ...args: unknown[]) {
        const result = natives.apply(original, this, args)
        notes.noteCreation('socket', 'Socket.connect', this, peerOf(args[0]))
        return result
      },
  )
  // `process.stdin` of a terminal or pipe is a Socket with the number 0; data listeners, pipes and readline resume it, an
  // asynchronous iterator reads.
  for (const name of ['resume', 'read']) {
    disguise.replaceMethod(
      net.Socket.prototype,
      name,
      (original) =>
        function (this: net.Socket & { fd?: number }, ...args: unknown[]) {
          if (this.fd === 0 && notes.noteOf(this) === null) notes.noteCreation('stdin', 'process.stdin', this)
          return natives.apply(original, this, args)
        },
    )
  }
}

/** `connect(options)`, or the pair of options and callback that `net.connect` passes on. */
function peerOf(first: unknown): string | null {
  const options = (Array.isArray(first) ? first[0] : first) as { host?: unknown; port?: unknown } | null | undefined
  if (typeof options !== 'object' || options === null) return null
  return `${options.host ?? ''} ${options.port ?? ''}`
}

export = { installNetwork }
