import { openSync, readSync } from 'node:fs'
import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net'
import { LIMITS } from '../../core/limits.js'
import { type BufferPool, createBufferPool } from './buffer-pool.js'

/** Reads one stream of the command until its end; `drain` brings what is in it right now. */
export interface StreamReader {
  pause(): void
  resume(): void
  /**
   * Calls back when everything that was in the stream at the time of the call has been given out. Also while paused:
   * a pipe holds little, and the end of a command must be known though nobody reads its output.
   */
  drain(done: () => void): void
  /** These bytes are not needed any more: their memory may be used for later ones. */
  recycle(bytes: Uint8Array): void
  /** Stop reading and return a descriptor of the pipe in blocking mode for somebody else; null when it has ended. */
  handOver(): number | null
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
  const options: SocketConstructorOpts & Pick<ConnectOpts, 'onread'> = {
    fd,
    readable: true,
    writable: false,
    onread: {
      buffer: () => pool.take(),
      callback(byteCount, buffer) {
        reader.take(pool.lend(buffer, byteCount))
        return true
      },
    },
  }
  const socket = new Socket(options)
  const reader = new SocketReader(socket, handlers, pool)
  // Without this a socket with buffers of its own would never tell its end.
  socket.resume()
  return reader
}

/** Reads a socket that Node has made for a child's stdio. */
export function readSocket(socket: Socket, handlers: ReaderHandlers): StreamReader {
  const pool = createBufferPool(LIMITS.pipeReadBytes)
  const reader = new SocketReader(socket, handlers, pool)
  socket.on('data', (bytes) => reader.take(bytes))
  return reader
}

class SocketReader implements StreamReader {
  #isPaused = false
  #hasEnded = false
  #afterDrain: (() => void) | null = null

  constructor(
    private readonly socket: Socket,
    private readonly handlers: ReaderHandlers,
    private readonly pool: BufferPool,
  ) {
    const end = () => this.#end()
    socket.on('error', end)
    socket.on('end', () => socket.destroy())
    socket.on('close', end)
  }

  take(bytes: Uint8Array): void {
    this.handlers.onBytes(bytes)
    if (this.#afterDrain !== null && !this.#isPaused) setImmediate(this.#tryDrain)
  }

  pause(): void {
    this.#isPaused = true
    this.socket.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.socket.resume()
    if (this.#afterDrain !== null) setImmediate(this.#tryDrain)
  }

  drain(done: () => void): void {
    this.#afterDrain = done
    this.#tryDrain()
  }

  recycle(bytes: Uint8Array): void {
    this.pool.recycle(bytes)
  }

  handOver(): number | null {
    const fd = fileDescriptor(this.socket)
    if (fd === null || this.#hasEnded) return null
    this.pause()
    ;(this.socket as unknown as { _handle?: { readStop?(): void } })._handle?.readStop?.()
    try {
      // Opened anew: the mode belongs to the opening, and ours is non-blocking.
      return openSync(`/proc/self/fd/${fd}`, 'r')
    } catch {
      return null
    }
  }

  destroy(): void {
    this.socket.destroy()
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#finishDrain()
    this.handlers.onEnd()
  }

  #finishDrain(): void {
    const done = this.#afterDrain
    this.#afterDrain = null
    done?.()
  }

  /** Node's buffer first, then the kernel's, past libuv: whatever was written before now is in one of the two. */
  readonly #tryDrain = (): void => {
    if (this.#afterDrain === null) return
    if (this.socket.readableLength > 0) {
      // Only with sockets of Node's making; resume() comes back here.
      if (!this.#isPaused) setImmediate(this.#tryDrain)
    } else {
      if (!this.#hasEnded) this.#readWhatIsThere()
      this.#finishDrain()
    }
  }

  #readWhatIsThere(): void {
    const fd = fileDescriptor(this.socket)
    for (let count = 0; fd !== null && count < LIMITS.pipeCapacityBytes; ) {
      const buffer = this.pool.take()
      const byteCount = readNow(fd, buffer)
      if (byteCount === null || byteCount === 0) {
        this.pool.giveBack(buffer)
        // The end of the stream; a paused socket would not learn of it.
        if (byteCount === 0) this.socket.destroy()
        break
      }
      count += byteCount
      this.handlers.onBytes(this.pool.lend(buffer, byteCount))
    }
  }
}

/** Bytes read, 0 at the end of the stream, null when it is empty for now. */
function readNow(fd: number, bytes: Buffer): number | null {
  try {
    return readSync(fd, bytes)
  } catch {
    return null
  }
}

function fileDescriptor(socket: Socket): number | null {
  const fd = (socket as unknown as { _handle?: { fd?: number } | null })._handle?.fd
  return fd !== undefined && fd >= 0 ? fd : null
}
