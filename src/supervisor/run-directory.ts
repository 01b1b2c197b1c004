import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A place of the run's own, mode 0700 (mkdtemp's), for what probes write. Its name says whose it is. */
export function makeRunDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'overstay-'))
}

/** Best effort: a process of the run that still writes there must not keep overstay from ending. */
export function removeRunDirectory(directory: string): void {
  try {
    rmSync(directory, { recursive: true, force: true, maxRetries: 2, retryDelay: 20 })
  } catch {
    // Left to the system's own clearing of temporary files.
  }
}
