import { closeSync, openSync, writeSync } from 'node:fs'
import { Writable } from 'node:stream'
import { LIMITS } from '../../core/limits.js'

/**
 * What one iteration wrote, stdout and stderr in the order they came, in a file of its own. Bounded: a command that
 * floods its output must not fill the disk over a night. The file is made with the first byte.
 */
export class OutputFile extends Writable {
  /** The newest bytes, for what is to be recognised in them afterwards. */
  tail = ''
  private fd: number | null = null
  private writtenBytes = 0
  droppedBytes = 0

  constructor(readonly path: string) {
    super()
    // A run ends and takes its listeners away; a late error must not become an uncaught exception.
    this.on('error', () => {})
  }

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.tail = (this.tail + bytes.toString('latin1')).slice(-LIMITS.iterationTailCharsMax)
    const room = LIMITS.iterationOutputBytesMax - this.writtenBytes
    const kept = bytes.subarray(0, Math.max(0, room))
    this.droppedBytes += bytes.length - kept.length
    try {
      this.fd ??= openSync(this.path, 'w')
      writeSync(this.fd, kept)
      this.writtenBytes += kept.length
    } catch {
      // A full disk costs this output, not the series.
      this.droppedBytes += kept.length
    }
    done()
  }

  override _final(done: (error?: Error | null) => void): void {
    this.closeFile()
    done()
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.closeFile()
    done(error)
  }

  private closeFile(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }
}
