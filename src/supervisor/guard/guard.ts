import { type ChildProcess, spawn } from 'node:child_process'
import { isatty } from 'node:tty'
import { LIMITS } from '../../core/limits.js'
import { GUARD_NAME, GUARD_SCRIPT } from './guard-script.js'

/**
 * What a command that was cut off may have left on: colours, an invisible cursor, mouse reports. The alternate screen is
 * not left here: on a terminal that is not in it that would move the cursor.
 */
const PASS_THROUGH_RESTORE = '\x1b[0m\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l'

export interface GuardOptions {
  /** Value of OVERSTAY_RUN_ID; a guard is not started for one that is short or odd. */
  readonly runId: string
  readonly limitCookie: string | null
  /** Is overstay going to put the user's terminal into another mode? */
  readonly usesTerminal: boolean
}

/** A process that cleans up after overstay if overstay is killed by SIGKILL; see guard-script.ts. */
export interface Guard {
  readonly pid: number
  /** `stty -g` text of the user's terminal as it was at the start; null without a terminal, or when it took too long. */
  readonly terminalSettings: Promise<string | null>
  /** Tell it whether the terminal is in raw mode by our doing. */
  setRaw(isRaw: boolean): void
  /** What to write to the terminal besides, such as the way out of the alternate screen. Empty: nothing. */
  setRestore(sequence: string): void
  /** The run is over, or is left alone on purpose: the guard goes without doing anything. Idempotent. */
  dismiss(): void
}

/**
 * Starts the guard and returns at once (about 1 ms). Must come before the pty is opened: a process started later would
 * hold the pty's master open, and the kernel could not hang it up. Null where there is no shell to do it.
 */
export function startGuard(options: GuardOptions): Guard | null {
  if (process.platform === 'win32' || !/^[A-Za-z0-9._-]{8,}$/.test(options.runId)) return null
  const cookie = options.limitCookie !== null && /^[1-9][0-9]{5,}$/.test(options.limitCookie) ? options.limitCookie : ''
  const terminalFd = options.usesTerminal ? [0, 1, 2].find((fd) => isatty(fd)) : undefined
  let child: ChildProcess
  try {
    child = spawn(
      '/bin/sh',
      ['-c', GUARD_SCRIPT, GUARD_NAME, options.runId, cookie, terminalFd === undefined ? '' : 'tty'],
      {
        // A session of its own: no signal of the terminal and no hang-up reaches it.
        detached: true,
        cwd: '/',
        // Its environment must not bear the run's mark, nor anything else that a shell might read.
        env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' },
        stdio: ['pipe', terminalFd === undefined ? 'ignore' : 'pipe', 'ignore', terminalFd ?? 'ignore'],
      },
    )
  } catch {
    return null
  }
  child.on('error', () => {})
  return child.pid === undefined ? null : watchGuard(child, child.pid, terminalFd !== undefined)
}

function watchGuard(child: ChildProcess, pid: number, usesTerminal: boolean): Guard {
  let isDismissed = false
  const stdin = child.stdin!
  stdin.on('error', () => {})
  const say = (line: string) => {
    if (!isDismissed && stdin.writable) stdin.write(`${line}\n`)
  }
  const terminalSettings = readSettings(child)
  if (usesTerminal) say(`restore ${escapeForPrintf(PASS_THROUGH_RESTORE)}`)
  child.unref()
  ;(stdin as unknown as { unref(): void }).unref()
  return {
    pid,
    terminalSettings,
    setRaw: (isRaw) => say(isRaw ? 'raw' : 'cooked'),
    setRestore: (sequence) => say(`restore ${escapeForPrintf(sequence + PASS_THROUGH_RESTORE)}`),
    dismiss() {
      say('bye')
      isDismissed = true
      stdin.end()
    },
  }
}

function readSettings(child: ChildProcess): Promise<string | null> {
  return new Promise((resolve) => {
    const { stdout } = child
    if (stdout === null) {
      resolve(null)
      return
    }
    let text = ''
    const finish = () => {
      clearTimeout(timer)
      stdout.destroy()
      const settings = /^ready ([0-9a-zA-Z:=]+)\n/.exec(text)?.[1]
      resolve(settings ?? null)
    }
    const timer = setTimeout(finish, LIMITS.guardReadyMs)
    stdout.on('data', (bytes: Buffer) => {
      text += bytes.toString('latin1')
      if (text.includes('\n')) finish()
    })
    stdout.on('error', finish)
    stdout.on('close', finish)
  })
}

/** Octal escapes for `printf %b`: one line of plain ASCII whatever the sequence is. */
function escapeForPrintf(sequence: string): string {
  return [...Buffer.from(sequence)].map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`).join('')
}
