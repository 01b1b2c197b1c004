import { readSync } from 'node:fs'
import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net'
import { LIMITS } from '../../core/limits.js'
import { createBufferPool } from './buffer-pool.js'

/** Reads one stream of the command until its end; `drain` brings what is in it right now. */
export interface StreamReader {
  pause(): void
  resume(): void
  /** Calls back when everything that was in the stream at the time of the call has been given out. */
  drain(done: () => void): void
  /** These bytes are not needed any more: their memory may be used for later ones. */
  recycle(bytes: Uint8Array): void
  /** Stop reading: writers get SIGPIPE from now on. */
  destroy(): void
}

interface ReaderHandlers {
  onBytes(bytes: Uint8Array): void
  onEnd(): void
}

/** Reads a pipe of our own by its descriptor, which the reader closes at the end. */
export function readPipe(fd: number, handlers: ReaderHandlers): StreamReader {
  const pool = createBufferPool(LIMITS.pipeReadBytes)
  let give: (bytes: Uint8Array) => void = () => {}
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer: () => pool.take(),
      callback(byteCount, buffer) {
        give(pool.lend(buffer, byteCount))
        return true
      },
    },
  }
  const socket = new Socket(options)
  // Without this a socket with buffers of its own would wait for somebody to ask.
  socket.resume()
  return readStream(socket, handlers, pool, (listener) => {
    give = listener
  })
}

/** Reads a socket that Node has made for a child's stdio. */
export function readSocket(socket: Socket, handlers: ReaderHandlers): StreamReader {
  const pool = createBufferPool(LIMITS.pipeReadBytes)
  return readStream(socket, handlers, pool, (listener) => socket.on('data', listener))
}

function readStream(
  socket: Socket,
  handlers: ReaderHandlers,
  pool: ReturnType<typeof createBufferPool>,
  listen: (listener: (bytes: Uint8Array) => void) => void,
): StreamReader {
  let isPaused = false
  let hasEnded = false
  let afterDrain: (() => void) | null = null

  function end(): void {
    if (hasEnded) return
    hasEnded = true
    finishDrain()
    handlers.onEnd()
  }

  function finishDrain(): void {
    const done = afterDrain
    afterDrain = null
    done?.()
  }

  /** Node's buffer first, then the kernel's, past libuv: whatever was written before now is in one of the two. */
  function tryDrain(): void {
    if (afterDrain === null || isPaused) return
    if (socket.readableLength > 0) setImmediate(tryDrain)
    else {
      if (!hasEnded) readWhatIsThere()
      finishDrain()
    }
  }

  function readWhatIsThere(): void {
    const fd = fileDescriptor(socket)
    for (let count = 0; fd !== null && count < LIMITS.pipeCapacityBytes; ) {
      const buffer = pool.take()
      const byteCount = readNow(fd, buffer)
      count += byteCount
      if (byteCount > 0) handlers.onBytes(pool.lend(buffer, byteCount))
      else {
        pool.giveBack(buffer)
        break
      }
    }
  }

  listen((bytes) => {
    handlers.onBytes(bytes)
    if (afterDrain !== null && !isPaused) setImmediate(tryDrain)
  })
  socket.on('error', end)
  socket.on('end', () => socket.destroy())
  socket.on('close', end)

  return {
    pause() {
      isPaused = true
      socket.pause()
    },
    resume() {
      isPaused = false
      socket.resume()
      if (afterDrain !== null) setImmediate(tryDrain)
    },
    drain(done) {
      afterDrain = done
      tryDrain()
    },
    recycle: (bytes) => pool.recycle(bytes),
    destroy() {
      socket.destroy()
    },
  }
}

/** Bytes read, 0 at the end of the stream or when it is empty for now. */
function readNow(fd: number, bytes: Buffer): number {
  try {
    return readSync(fd, bytes)
  } catch {
    return 0
  }
}

function fileDescriptor(socket: Socket): number | null {
  const fd = (socket as unknown as { _handle?: { fd?: number } | null })._handle?.fd
  return fd !== undefined && fd >= 0 ? fd : null
}
