import type { ProcessState } from '../../core/tree/sample.js'

/** What /proc/PID/stat (or task/TID/stat) says, in the kernel's units. */
export interface Stat {
  readonly pid: number
  readonly name: string
  readonly state: ProcessState
  readonly ppid: number
  readonly pgid: number
  readonly sid: number
  readonly ttyNumber: number
  readonly cpuTicks: number
  readonly reapedCpuTicks: number
  readonly threads: number
  /** Clock ticks after boot: with the pid, the identity of a process. */
  readonly startTicks: number
  readonly rssPages: number
}

const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  D: 'uninterruptible',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  X: 'dead',
  x: 'dead',
}

/**
 * Null for text that is no stat line. The name may contain anything, brackets and newlines too: fields are counted
 * from the LAST closing bracket.
 */
export function parseStat(text: string): Stat | null {
  const open = text.indexOf('(')
  const close = text.lastIndexOf(')')
  if (open < 1 || close < open) return null
  const fields = text.slice(close + 2).split(' ')
  if (fields.length < 22) return null
  const at = (index: number) => Number(fields[index])
  const threads = at(17)
  return {
    pid: Number.parseInt(text, 10),
    name: text.slice(open + 1, close),
    state: readState(fields[0] ?? '', threads),
    ppid: at(1),
    pgid: at(2),
    sid: at(3),
    ttyNumber: at(4),
    cpuTicks: at(11) + at(12),
    reapedCpuTicks: at(13) + at(14),
    threads,
    startTicks: at(19),
    rssPages: at(21),
  }
}

/** A main thread that has ended while others go on shows as a zombie too: such a process lives. */
function readState(letter: string, threads: number): ProcessState {
  const state = STATES[letter] ?? 'unknown'
  return state === 'zombie' && threads > 1 ? 'sleeping' : state
}
