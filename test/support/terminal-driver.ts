import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PtyProcess, ptyAvailability } from '../../src/supervisor/child/pty-availability.js'
import { createTerminalWriter } from '../../src/supervisor/child/terminal-writer.js'
import { waitFor } from './run-child.js'

export const MINI_OVERSTAY = new URL('mini-overstay.mjs', import.meta.url).pathname

/** A user at a terminal: an outer pty in which a program runs, with keys, a window size and what is on the screen. */
export interface TerminalDriver {
  readonly pid: number
  type(keys: string): void
  resize(columns: number, rows: number): void
  /** Everything shown so far; `mark` forgets it. */
  shown(): string
  mark(): void
  sees(text: string | RegExp, boundMs?: number): Promise<void>
  /** Waits for a line of the mini-overstay's log. */
  logs(line: string | RegExp, boundMs?: number): Promise<void>
  log(): string
  exited: Promise<void>
  close(): void
}

export async function openTerminal(
  command: readonly string[],
  env: Record<string, string> = {},
): Promise<TerminalDriver> {
  const pty = await ptyAvailability()
  if (!pty.available) throw new Error(pty.reason)
  const directory = mkdtempSync(join(tmpdir(), 'overstay-terminal-'))
  const logFile = join(directory, 'log')
  let text = ''
  const term: PtyProcess = pty.spawn(command[0]!, command.slice(1), {
    encoding: null,
    name: 'xterm-256color',
    cols: 100,
    rows: 30,
    cwd: process.cwd(),
    env: { ...(process.env as Record<string, string>), PS1: 'prompt$ ', MINI_LOG: logFile, ...env },
  })
  term.onData((bytes) => {
    text += Buffer.from(bytes).toString('utf8')
  })
  const exited = new Promise<void>((resolve) => term.onExit(() => resolve()))
  const writer = createTerminalWriter(
    term.fd,
    () => {},
    () => {},
  )
  const matches = (haystack: string, needle: string | RegExp) =>
    typeof needle === 'string' ? haystack.includes(needle) : needle.test(haystack)
  const log = () => {
    try {
      return readFileSync(logFile, 'utf8')
    } catch {
      return ''
    }
  }
  return {
    pid: term.pid,
    type: (keys) => void writer.write(Buffer.from(keys)),
    resize: (columns, rows) => term.resize(columns, rows),
    shown: () => text,
    mark: () => {
      text = ''
    },
    sees: (needle, boundMs = 10_000) =>
      waitFor(
        () => matches(text, needle),
        boundMs,
        () => `${needle} in ${JSON.stringify(text)}; log: ${log()}`,
      ),
    logs: (needle, boundMs = 10_000) =>
      waitFor(
        () => matches(log(), needle),
        boundMs,
        () => `${needle} in log ${log()}; shown: ${JSON.stringify(text)}`,
      ),
    log,
    exited,
    close() {
      writer.close()
      term.destroy()
      rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
    },
  }
}

/** An interactive bash at a terminal, ready for a command line. */
export async function openShell(): Promise<TerminalDriver> {
  const shell = await openTerminal(['/bin/bash', '--norc', '--noprofile', '-i'])
  await shell.sees('prompt$ ')
  return shell
}
