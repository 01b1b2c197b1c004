import { readSync } from 'node:fs'
import { Socket } from 'node:net'
import { LIMITS } from '../../core/limits.js'

/** Reads one stream of the command until its end; `drain` brings what is in it right now. */
export interface StreamReader {
  pause(): void
  resume(): void
  /** Calls back when everything that was in the stream at the time of the call has been given out. */
  drain(done: () => void): void
  /** Stop reading: writers get SIGPIPE from now on. */
  destroy(): void
}

interface ReaderHandlers {
  onBytes(bytes: Uint8Array): void
  onEnd(): void
}

const READ_BYTES = 64 * 1024

export function readStream(socket: Socket, handlers: ReaderHandlers): StreamReader {
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

  socket.on('data', (bytes: Buffer) => {
    handlers.onBytes(bytes)
    if (afterDrain !== null && !isPaused) setImmediate(tryDrain)
  })
  socket.on('error', end)
  socket.on('close', end)

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
      const bytes = Buffer.allocUnsafe(READ_BYTES)
      const length = readNow(fd, bytes)
      if (length <= 0) break
      count += length
      handlers.onBytes(bytes.subarray(0, length))
    }
  }

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
    destroy() {
      socket.destroy()
    },
  }
}

export function openReader(fd: number): Socket {
  return new Socket({ fd, readable: true, writable: false })
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
