import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it: a temporary file beside it, then
 * a rename. Returns the fault as one line, null when it worked. `/dev/…` and the like are written directly.
 */
export function writeAtomically(file: string, text: string): string | null {
  if (file.startsWith('/dev/') || file.startsWith('/proc/')) return attempt(file, () => writeFileSync(file, text))
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`)
  const fault = attempt(file, () => {
    writeFileSync(temporary, text)
    renameSync(temporary, file)
  })
  if (fault !== null) rmSync(temporary, { force: true })
  return fault
}

function attempt(file: string, work: () => void): string | null {
  try {
    work()
    return null
  } catch (error) {
    return `cannot write ${file}: ${(error as Error).message}`
  }
}
