import type { OutputStream } from '../../core/finish/claim.js'
import { LIMITS } from '../../core/limits.js'

interface Piece {
  readonly stream: OutputStream
  readonly bytes: Uint8Array
}

export interface HeldOutput {
  /** Copies: the bytes may be used again by whoever read them. */
  add(stream: OutputStream, bytes: Uint8Array): void
  /** Everything held, oldest first; it is held no longer. */
  take(): readonly Piece[]
}

/** Output that waits until the terminal is free, in bounded space. */
export function createHeldOutput(onDropped: () => void): HeldOutput {
  let pieces: Piece[] = []
  let byteCount = 0
  return {
    add(stream, bytes) {
      pieces.push({ stream, bytes: Uint8Array.from(bytes) })
      byteCount += bytes.length
      while (byteCount > LIMITS.heldOutputBytesMax && pieces.length > 1) {
        byteCount -= pieces.shift()!.bytes.length
        onDropped()
      }
    },
    take() {
      const taken = pieces
      pieces = []
      byteCount = 0
      return taken
    },
  }
}
