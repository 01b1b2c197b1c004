import { closeSync, openSync, writeSync } from 'node:fs'
import type { Event } from '../core/events.js'
import type { OutputStream } from '../core/finish/claim.js'
import type { Policy } from '../core/policy.js'

export const RECORDING_FORMAT = 'overstay-recording'

export interface RecordingHeader {
  readonly format: typeof RECORDING_FORMAT
  readonly version: 1
  readonly runId: string
  readonly command: readonly string[]
  readonly cwd: string
  readonly startedAt: string
  readonly policy: Policy
}

/** One line of a recording after its header: an event as the core saw it, or output as the command wrote it. */
export type RecordingLine =
  | { readonly event: Event }
  | { readonly output: { readonly atMs: number; readonly stream: OutputStream; readonly base64: string } }

/**
 * The run's event log, appended as events are handled, so that a crash loses at most one line. Replaying the events
 * through `step` gives the same end. Written synchronously: the log is for finding out what happened, order matters.
 */
export class Recorder {
  private fd: number | null

  constructor(
    file: string,
    header: RecordingHeader,
    private readonly onFault: (message: string) => void,
  ) {
    this.fd = openSync(file, 'w', 0o600)
    this.append(header)
  }

  recordEvent(event: Event): void {
    this.append({ event } satisfies RecordingLine)
  }

  recordOutput(atMs: number, stream: OutputStream, bytes: Uint8Array): void {
    const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
    this.append({ output: { atMs, stream, base64 } } satisfies RecordingLine)
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  /** A full disk ends the recording with a warning, never the run. */
  private append(line: unknown): void {
    if (this.fd === null) return
    try {
      writeSync(this.fd, `${JSON.stringify(line)}\n`)
    } catch (error) {
      this.onFault(`the recording ends here: ${(error as Error).message}`)
      this.close()
    }
  }
}
