import type { Writable } from 'node:stream'
import type { OutputStream } from '../../core/finish/claim.js'
import { LIMITS } from '../../core/limits.js'
import { createHeldOutput } from './held-output.js'

export interface OutputPumpOptions {
  readonly stdout: Writable
  readonly stderr: Writable
  /** The consumer cannot follow: hold the command back; and let it go on. */
  pause(): void
  resume(): void
  /** These bytes have left (or were dropped); see Child.recycle. Only wire it when nobody else keeps them. */
  onWritten?(stream: OutputStream, bytes: Uint8Array): void
  /** Held bytes were dropped because there were too many. */
  onHeldDropped?(): void
  /** The consumer of this stream has gone (EPIPE): whatever comes for it from now on is dropped. */
  onBroken(stream: OutputStream): void
}

export interface OutputPump {
  write(stream: OutputStream, bytes: Uint8Array): void
  readonly pendingBytes: number
  /**
   * Keep back what is for a terminal (a screen is over it), and let it all out, in order, when the screen has gone. At
   * most `heldOutputBytesMax`: the oldest go first, and `onHeldDropped` is told.
   */
  hold(isHeld: boolean): void
  /** Resolves when everything given so far has left the process, was dropped with its consumer, or `boundMs` are over: false. */
  flush(boundMs: number): Promise<boolean>
  /** Stop listening to the streams. */
  close(): void
}

/** The command's bytes to our own stdout and stderr: in order, untouched, bounded, and nothing else with them. */
export function createOutputPump(options: OutputPumpOptions): OutputPump {
  let pendingBytes = 0
  let isPaused = false
  let isHeld = false
  const held = createHeldOutput(() => options.onHeldDropped?.())
  const broken = new Set<Writable>()
  const waiting = new Set<() => void>()

  function settle(byteCount: number): void {
    pendingBytes -= byteCount
    if (isPaused && pendingBytes < LIMITS.outputPendingLowBytes) {
      isPaused = false
      options.resume()
    }
    if (pendingBytes === 0) for (const done of [...waiting]) done()
  }

  const tell = (streams: readonly OutputStream[]) => () => {
    for (const stream of streams) options.onBroken(stream)
  }
  const stops = [
    watchBreaking(options.stdout, broken, tell(['terminal', 'stdout'])),
    watchBreaking(options.stderr, broken, tell(['stderr'])),
  ]

  return {
    hold(shallHold) {
      isHeld = shallHold
      if (isHeld) return
      for (const { stream, bytes } of held.take()) this.write(stream, bytes)
    },
    write(stream, bytes) {
      const target = stream === 'stderr' ? options.stderr : options.stdout
      const isForScreen = isHeld && (target as { isTTY?: boolean }).isTTY === true
      if (isForScreen) held.add(stream, bytes)
      if (isForScreen || broken.has(target)) {
        options.onWritten?.(stream, bytes)
        return
      }
      pendingBytes += bytes.length
      target.write(bytes, () => {
        settle(bytes.length)
        options.onWritten?.(stream, bytes)
      })
      if (isPaused || pendingBytes <= LIMITS.outputPendingHighBytes) return
      isPaused = true
      options.pause()
    },
    get pendingBytes() {
      return pendingBytes
    },
    flush(boundMs) {
      if (pendingBytes === 0) return Promise.resolve(true)
      return new Promise((resolve) => {
        const finish = (isFlushed: boolean) => {
          clearTimeout(timer)
          waiting.delete(done)
          resolve(isFlushed)
        }
        const done = () => finish(true)
        const timer = setTimeout(() => finish(false), boundMs)
        waiting.add(done)
      })
    },
    close() {
      for (const stop of stops) stop()
      // A late EPIPE must not become an uncaught exception.
      for (const target of [options.stdout, options.stderr]) target.on('error', () => {})
    },
  }
}

/** Notes, once, that nobody reads this any more. Returns the way to stop listening. */
function watchBreaking(target: Writable, broken: Set<Writable>, onBroken: () => void): () => void {
  const onError = () => {
    if (broken.has(target)) return
    broken.add(target)
    onBroken()
  }
  target.on('error', onError)
  return () => target.off('error', onError)
}
