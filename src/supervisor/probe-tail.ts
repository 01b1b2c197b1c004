import { closeSync, type FSWatcher, openSync, readSync, watch } from 'node:fs'
import { join } from 'node:path'
import { EVENTS_FILE, isProbeMessage, type ProbeMessage } from '../protocol/messages.js'

const CHUNK_BYTES = 64 * 1024

/** ms in which messages are gathered before they are read: probes write them one by one. */
const GATHER_MS = 20

/**
 * Follows the file to which the probes of the run append: it says when there is something to read, and reads what has
 * come. Where files cannot be watched the caller still reads on every sample. A line that is no message is counted,
 * never believed.
 */
export class ProbeTail {
  private fd: number | null = null
  private offset = 0
  private rest = ''
  private watcher: FSWatcher | null = null
  private timer: NodeJS.Timeout | null = null
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

  /** Calls `onNews` soon after probes have written. */
  watch(onNews: () => void): void {
    try {
      this.watcher = watch(this.runDir, { persistent: false }, (_event, name) => {
        if (name === EVENTS_FILE) this.timer ??= setTimeout(() => this.tell(onNews), GATHER_MS)
      })
      this.watcher.on('error', () => {})
    } catch {
      // Too many watches on this machine: samples come often enough.
    }
  }

  private tell(onNews: () => void): void {
    this.timer = null
    onNews()
  }

  close(): void {
    this.watcher?.close()
    if (this.timer !== null) clearTimeout(this.timer)
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
