import { execFile, execFileSync } from 'node:child_process'
import { promisify } from 'node:util'
import { LIMITS } from '../../core/limits.js'
import type { ProcessState } from '../../core/tree/sample.js'

/** One process as the portable tools show it. */
export interface ListedProcess {
  readonly pid: number
  readonly ppid: number
  readonly name: string
  readonly command: readonly string[]
  /** Seconds since the epoch; 0 where the platform does not say (Windows). */
  readonly startSeconds: number
  readonly pgid: number | null
  readonly sid: number | null
  readonly tty: string | null
  readonly state: ProcessState
}

const run = promisify(execFile)
const isUnix = process.platform !== 'win32'
const PS_OPTIONS = { maxBuffer: 64 * 1024 * 1024, timeout: LIMITS.psTimeoutMs, windowsHide: true }

/** Every process of the machine, from ps-list and, for what that lacks, one `ps` of our own. @throws without `ps`. */
export async function listProcesses(): Promise<readonly ListedProcess[]> {
  const { default: psList } = await import('ps-list')
  const [rows, facts] = await Promise.all([psList(), isUnix ? readSessions() : new Map<number, SessionFacts>()])
  return rows.map((row) => {
    const command = (row.cmd ?? '').trim()
    const fact = facts.get(row.pid)
    return {
      pid: row.pid,
      ppid: row.ppid,
      name: row.name,
      // Arguments come as one text: where they were separated is lost.
      command: command === '' ? [] : command.split(/\s+/),
      startSeconds: row.startTime === undefined ? 0 : Math.round(row.startTime.getTime() / 1000),
      pgid: fact?.pgid ?? null,
      sid: fact?.sid ?? null,
      tty: fact?.tty ?? null,
      state: fact?.state ?? (command.endsWith('<defunct>') ? 'zombie' : 'unknown'),
    }
  })
}

interface SessionFacts {
  readonly pgid: number
  readonly sid: number | null
  readonly tty: string | null
  readonly state: ProcessState
}

/** What ps-list leaves out. The session is a kernel address or 0 on macOS, so it is asked for on Linux only. */
async function readSessions(): Promise<ReadonlyMap<number, SessionFacts>> {
  const hasSid = process.platform === 'linux'
  const columns = hasSid ? 'pid=,pgid=,sid=,tty=,stat=' : 'pid=,pgid=,tty=,stat='
  const { stdout } = await run('ps', ['-A', '-o', columns], PS_OPTIONS)
  const facts = new Map<number, SessionFacts>()
  for (const line of stdout.split('\n')) {
    const fields = line.trim().split(/\s+/)
    const [pid, pgid] = fields
    const [tty, stat] = fields.slice(-2)
    if (pid === undefined || stat === undefined || fields.length < (hasSid ? 5 : 4)) continue
    const isTerminal = tty !== '?' && tty !== '??' && tty !== '-'
    facts.set(Number(pid), {
      pgid: Number(pgid),
      sid: hasSid ? Number(fields[2]) : null,
      tty: isTerminal ? (tty ?? null) : null,
      state: parseState(stat),
    })
  }
  return facts
}

const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'sleeping',
  I: 'sleeping',
  D: 'uninterruptible',
  U: 'uninterruptible',
  T: 'stopped',
  t: 'traced',
  Z: 'zombie',
  X: 'dead',
}

function parseState(letters: string): ProcessState {
  const state = STATES[letters.charAt(0)] ?? 'unknown'
  // `Zl`: the main thread has ended, others go on.
  return state === 'zombie' && letters.includes('l') ? 'sleeping' : state
}

/** Which of these processes have `entry` in their environment? Those of other users cannot be seen. Never rejects. */
export async function findInEnvironment(pids: readonly number[], entry: string): Promise<ReadonlySet<number>> {
  const found = new Set<number>()
  if (!isUnix) return found
  const flags = process.platform === 'linux' ? ['eww'] : ['-E', '-ww']
  for (let from = 0; from < pids.length; from += LIMITS.psPidsMax) {
    const some = pids.slice(from, from + LIMITS.psPidsMax).join(',')
    const { stdout } = await run('ps', [...flags, '-o', 'pid=,args=', '-p', some], PS_OPTIONS).catch(() => ({
      stdout: '',
    }))
    for (const line of stdout.split('\n'))
      if (`${line} `.includes(` ${entry} `)) found.add(Number.parseInt(line.trim(), 10))
  }
  return found
}

/** Start of one process, asked for at this moment and synchronously. Null: gone, a zombie, or cannot be told. */
export function readStartSeconds(pid: number): number | null {
  if (!isUnix) return null
  try {
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: LIMITS.psTimeoutMs,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: PLAIN_DATES,
    })
    const match = /^\s*(\S+)\s+(.+?)\s*$/.exec(text)
    if (match === null || parseState(match[1] ?? '') === 'zombie') return null
    const seconds = Math.round(new Date(match[2] ?? '').getTime() / 1000)
    return Number.isFinite(seconds) ? seconds : null
  } catch {
    return null
  }
}

/** `ps` prints dates in the user's language otherwise. */
const PLAIN_DATES = { ...process.env, LC_ALL: 'C' }
