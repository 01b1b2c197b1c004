/** Fewer bytes than this are copied out, so that a short line does not hold a whole read buffer. */
const COPY_BYTES_MAX = 4_096
/** Buffers kept for use; more than are ever on their way at once below the back-pressure bound. */
const FREE_COUNT_MAX = 32

export interface BufferPool {
  /** A buffer to read into. */
  take(): Buffer
  /** What was read, to be handed out. Whoever gets it may keep it for good, or recycle it. */
  lend(buffer: Uint8Array, byteCount: number): Uint8Array
  /** Handed-out bytes that nobody looks at any more. Others are ignored. */
  recycle(bytes: Uint8Array): void
  /** A taken buffer that was not needed. */
  giveBack(buffer: Buffer): void
}

/**
 * Read buffers that are used again. Without it a flood of output is 64 KB of garbage a read, and V8 looks at memory
 * outside its heap only every 32 MB (measured: +44 MB after 1 GB).
 */
export function createBufferPool(sizeBytes: number): BufferPool {
  const free: Buffer[] = []
  const lent = new WeakSet<ArrayBufferLike>()

  function giveBack(buffer: Buffer): void {
    if (free.length < FREE_COUNT_MAX) free.push(buffer)
  }

  return {
    take: () => free.pop() ?? Buffer.allocUnsafeSlow(sizeBytes),
    lend(buffer, byteCount) {
      if (byteCount < COPY_BYTES_MAX) {
        giveBack(Buffer.from(buffer.buffer))
        return Uint8Array.prototype.slice.call(buffer, 0, byteCount)
      }
      lent.add(buffer.buffer)
      return buffer.subarray(0, byteCount)
    },
    recycle(bytes) {
      if (lent.delete(bytes.buffer)) giveBack(Buffer.from(bytes.buffer))
    },
    giveBack,
  }
}
