import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs'
import type { Report } from '../../core/report/model.js'
import { renderJson } from '../../report/json.js'
import { UsageError } from '../usage-error.js'

/**
 * Reports a line each, appended as they come: whatever happens to this process, at most the one being written is lost,
 * and `report` reads all the others.
 */
export class Ledger {
  private readonly fd: number

  /** Throws UsageError where the file cannot be written. */
  constructor(readonly path: string) {
    try {
      this.fd = openSync(path, 'a+')
      this.closeTornLine()
    } catch (error) {
      throw new UsageError(`${path}: cannot be written: ${(error as Error).message}`)
    }
  }

  append(report: Report): void {
    // One write, so that writers of the same ledger do not mix their lines.
    writeSync(this.fd, renderJson(report, { indent: 0 }).trimEnd().concat('\n'))
  }

  close(): void {
    closeSync(this.fd)
  }

  /** The last writer was cut off in the middle of a line: what comes next must not continue it. */
  private closeTornLine(): void {
    const { size } = fstatSync(this.fd)
    if (size === 0) return
    const last = Buffer.alloc(1)
    readSync(this.fd, last, 0, 1, size - 1)
    if (last[0] !== 0x0a) writeSync(this.fd, '\n')
  }
}
