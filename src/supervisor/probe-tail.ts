import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { EVENTS_FILE, isProbeMessage, type ProbeMessage } from '../protocol/messages.js'

const CHUNK_BYTES = 64 * 1024

/**
 * Follows the file to which the probes of the run append. Reading is asked for by the caller (on every sample), so
 * nothing is watched and nothing is left open between runs. A line that is no message is counted, never believed.
 */
export class ProbeTail {
  private fd: number | null = null
  private offset = 0
  private rest = ''
  droppedCount = 0

  constructor(private readonly runDir: string) {}

  /** Messages that have come since the last call, oldest first; at most one bounded bite at a time. */
  read(): readonly ProbeMessage[] {
    if (this.fd === null) {
      try {
        this.fd = openSync(join(this.runDir, EVENTS_FILE), 'r')
      } catch {
        return []
      }
    }
    const messages: ProbeMessage[] = []
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES)
    for (let bite = 0; bite < 64; bite += 1) {
      const length = this.readInto(buffer)
      if (length === 0) break
      this.offset += length
      this.takeLines(buffer.toString('utf8', 0, length), messages)
    }
    return messages
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private readInto(buffer: Buffer): number {
    try {
      return this.fd === null ? 0 : readSync(this.fd, buffer, 0, buffer.length, this.offset)
    } catch {
      return 0
    }
  }

  private takeLines(text: string, messages: ProbeMessage[]): void {
    const lines = (this.rest + text).split('\n')
    this.rest = (lines.pop() ?? '').slice(-CHUNK_BYTES)
    for (const line of lines) {
      const message = parseMessage(line)
      if (message !== null) messages.push(message)
      else if (line !== '') this.droppedCount += 1
    }
  }
}

function parseMessage(line: string): ProbeMessage | null {
  try {
    const value: unknown = JSON.parse(line)
    return isProbeMessage(value) ? value : null
  } catch {
    return null
  }
}
