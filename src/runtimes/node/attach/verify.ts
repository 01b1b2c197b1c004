import type { ProcessSample } from '../../../core/tree/sample.js'
import { readProc, readProcLink, readStartId } from './process-files.js'

/** SIGUSR1 in the masks of /proc/PID/status. */
const SIGUSR1_BIT = 1n << 9n

const NODE_EXECUTABLE = /^(?:node|nodejs)(?:[-_.]?v?\d[\w.]*)?(?:\.exe)?$/

/** From the table, and the link to the executable where there is one: titles are overwritten (`npm exec`, `vitest`). */
export function looksLikeNode(process: ProcessSample): boolean {
  const executable = readProcLink(process.pid, 'exe')
  if (executable !== null) return isNodeExecutable(executable)
  const [first = process.name] = process.command
  return isNodeExecutable(first) || /^(?:node-)?MainThread$/.test(process.name)
}

export function isNodeExecutable(path: string): boolean {
  const name =
    path
      .replace(/ \(deleted\)$/, '')
      .split(/[\\/]/)
      .at(-1) ?? ''
  return NODE_EXECUTABLE.test(name)
}

/**
 * - `ready`: SIGUSR1 is caught (Node's own handler, or a listener of the program) and not blocked.
 * - `deaf`: it is blocked (the parent of `node --test` in Node 20 does so) or its delivery cannot be known.
 * - `deadly`: nobody catches it: it would end the process (`--disable-sigusr1`, or the process is still starting).
 * - `gone`: ended, or the pid belongs to somebody else by now.
 */
export type SignalReadiness = 'ready' | 'deaf' | 'deadly' | 'gone'

/** May SIGUSR1 be sent to exactly this process? Read right before it is sent. */
export function checkSignalReadiness(process: ProcessSample): SignalReadiness {
  const { pid } = process
  if (readStartId(pid) !== process.startId) return 'gone'
  const status = readProc(pid, 'status')
  if (status === null) return 'gone'
  if (/^State:\s+[ZX]/m.test(status)) return 'gone'
  const mask = (name: string) => BigInt(`0x${new RegExp(`^${name}:\\s*([0-9a-f]+)`, 'm').exec(status)?.[1] ?? '0'}`)
  if ((mask('SigBlk') & SIGUSR1_BIT) !== 0n) return 'deaf'
  if ((mask('SigCgt') & SIGUSR1_BIT) === 0n) return (mask('SigIgn') & SIGUSR1_BIT) !== 0n ? 'deaf' : 'deadly'
  return 'ready'
}
