import { readlinkSync } from 'node:fs'
import type { ProcessSource } from './process-source.js'

export interface ChosenSource {
  readonly source: ProcessSource
  /** What the user should know about the choice; null when all is well. */
  readonly warning: { readonly code: string; readonly message: string } | null
}

/**
 * The best process source that works here. Only what is chosen is loaded: the Linux path never pays for ps-list and
 * pidusage. Never rejects: without any process table the null source follows the command alone, with a warning.
 */
export async function chooseProcessSource(preference: 'auto' | 'linux' | 'portable'): Promise<ChosenSource> {
  const reasons: string[] = []
  if (preference !== 'portable') {
    const fault = findLinuxFault()
    if (fault === null) {
      const { createLinuxSource } = await import('./linux/linux-source.js')
      return { source: createLinuxSource(), warning: null }
    }
    reasons.push(fault)
  }
  if (preference !== 'linux') {
    const fault = await findPortableFault()
    if (fault === null) {
      const { createPortableSource } = await import('./portable/portable-source.js')
      return { source: createPortableSource(), warning: reducedView(reasons) }
    }
    reasons.push(fault)
  }
  const { createNullSource } = await import('./null-source.js')
  const message = `processes of the run cannot be followed, only the command itself: ${reasons.join('; ')}`
  return { source: createNullSource(), warning: { code: 'no-process-table', message } }
}

/** Is there a /proc, and does it show the pid namespace we are in? */
function findLinuxFault(): string | null {
  try {
    if (readlinkSync('/proc/self') === String(process.pid)) return null
    return '/proc belongs to another pid namespace'
  } catch {
    return '/proc cannot be read'
  }
}

async function findPortableFault(): Promise<string | null> {
  try {
    const { listProcesses } = await import('./portable/process-list.js')
    const rows = await listProcesses()
    return rows.some((row) => row.pid === process.pid) ? null : 'ps does not list this process'
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    return code === 'ENOENT' ? 'the program `ps` is missing' : 'the process list failed'
  }
}

function reducedView(reasons: readonly string[]): ChosenSource['warning'] {
  if (process.platform !== 'linux' || reasons.length === 0) return null
  const message = `reading processes through ps (${reasons.join('; ')}): slower, and daemons may be missed`
  return { code: 'portable-process-table', message }
}
