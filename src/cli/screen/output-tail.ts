import { LIMITS } from '../../core/limits.js'

const LINE_FEED = 0x0a

/**
 * The newest output of the command, in a ring: what a screen that opens later is filled with. Costs a plain run one copy
 * of the bytes and nothing else.
 */
export class OutputTail {
  private ring: Uint8Array | null = null
  private end = 0
  private isWrapped = false

  push(bytes: Uint8Array): void {
    this.ring ??= new Uint8Array(LIMITS.outputTailBytes)
    const { ring } = this
    const newest = bytes.subarray(Math.max(0, bytes.length - ring.length))
    const behind = Math.min(newest.length, ring.length - this.end)
    ring.set(newest.subarray(0, behind), this.end)
    ring.set(newest.subarray(behind), 0)
    if (this.end + newest.length >= ring.length) this.isWrapped = true
    this.end = (this.end + newest.length) % ring.length
  }

  /** Everything kept, as a copy; begins with a whole line when the beginning has been lost. */
  read(): Uint8Array {
    const { ring } = this
    if (ring === null) return new Uint8Array(0)
    if (!this.isWrapped) return ring.slice(0, this.end)
    const all = new Uint8Array(ring.length)
    all.set(ring.subarray(this.end), 0)
    all.set(ring.subarray(0, this.end), ring.length - this.end)
    const lineEnd = all.indexOf(LINE_FEED)
    return lineEnd < 0 ? all : all.subarray(lineEnd + 1)
  }
}
