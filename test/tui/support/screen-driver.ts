import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import unicode11 from '@xterm/addon-unicode11'
import xterm, { type IBufferCell } from '@xterm/headless'
import { type PtyProcess, ptyAvailability } from '../../../src/supervisor/child/pty-availability.js'
import { createTerminalWriter } from '../../../src/supervisor/child/terminal-writer.js'
import { waitFor } from '../../support/run-child.js'
import { cleanEnvironment, OVERSTAY } from '../../support/run-overstay.js'

export const SUITE = new URL('../../fixtures/tui/suite.mjs', import.meta.url).pathname
export const SHOP = new URL('../../fixtures/tui/shop/', import.meta.url).pathname

/** Keys as a terminal sends them. */
export const KEY = {
  enter: '\r',
  escape: '\x1b',
  tab: '\t',
  up: '\x1b[A',
  down: '\x1b[B',
  pageUp: '\x1b[5~',
  ctrlC: '\x03',
  ctrlZ: '\x1a',
  ctrlU: '\x15',
  hotKey: '\x1d',
} as const

/** A person at a terminal: what stands on it, and keys. */
export interface ScreenDriver {
  readonly pid: number
  /** A folder of this test, and the working directory of what runs. */
  readonly directory: string
  press(...keys: string[]): void
  resize(columns: number, rows: number): void
  /** The lines on the screen now, without trailing spaces. */
  lines(): string[]
  text(): string
  /** Lines that are partly reversed (selected, highlighted). */
  reversed(): string[]
  cells(): readonly (readonly IBufferCell[])[]
  isAlternate(): boolean
  /** Every byte since the start, as text. */
  raw(): string
  sees(what: string | RegExp, boundMs?: number): Promise<void>
  loses(what: string | RegExp, boundMs?: number): Promise<void>
  exitCode(): Promise<number>
  close(): void
}

export interface DriverOptions {
  readonly columns?: number
  readonly rows?: number
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
}

/** Runs a program on a terminal of its own. */
export async function openDriver(command: readonly string[], options: DriverOptions = {}): Promise<ScreenDriver> {
  const pty = await ptyAvailability()
  if (!pty.available) throw new Error(pty.reason)
  const { columns = 80, rows = 24 } = options
  const directory = mkdtempSync(join(tmpdir(), 'overstay-screen-'))
  const env = cleanEnvironment({ TERM: 'xterm-256color', LC_ALL: 'C.UTF-8', ...options.env })
  const child: PtyProcess = pty.spawn(command[0]!, command.slice(1), {
    encoding: null,
    name: env['TERM'] ?? 'dumb',
    cols: columns,
    rows,
    cwd: options.cwd ?? directory,
    env,
  })
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 2_000 })
  terminal.loadAddon(new unicode11.Unicode11Addon())
  terminal.unicode.activeVersion = '11'
  let raw = ''
  child.onData((bytes) => {
    raw += Buffer.from(bytes).toString('utf8')
    terminal.write(bytes)
  })
  let code: number | null = null
  const exited = new Promise<number>((resolve) => {
    child.onExit(({ exitCode, signal }) => {
      const ended = signal ? 128 + signal : exitCode
      code = ended
      resolve(ended)
    })
  })
  const writer = createTerminalWriter(
    child.fd,
    () => {},
    () => {},
  )
  const lines = () => {
    const buffer = terminal.buffer.active
    return Array.from(
      { length: terminal.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '',
    )
  }
  const shows = (what: string | RegExp) => {
    const text = lines().join('\n')
    return typeof what === 'string' ? text.includes(what) : what.test(text)
  }
  const explain = (what: string | RegExp) => () => `${what}; exit ${code}; on the screen:\n${lines().join('\n')}`
  const cells = () => {
    const buffer = terminal.buffer.active
    return Array.from({ length: terminal.rows }, (_, row) => {
      const line = buffer.getLine(buffer.viewportY + row)!
      return Array.from({ length: terminal.cols }, (__, column) => line.getCell(column)!)
    })
  }
  return {
    pid: child.pid,
    directory,
    press: (...keys) => {
      for (const key of keys) writer.write(Buffer.from(key))
    },
    resize(width, height) {
      terminal.resize(width, height)
      try {
        child.resize(width, height)
      } catch {
        // It has just ended.
      }
    },
    lines,
    text: () => lines().join('\n'),
    reversed: () => lines().filter((_, row) => cells()[row]!.some((cell) => cell.isInverse() !== 0)),
    cells,
    isAlternate: () => terminal.buffer.active.type === 'alternate',
    raw: () => raw,
    sees: (what, boundMs = 20_000) => waitFor(() => shows(what), boundMs, explain(what)),
    loses: (what, boundMs = 20_000) => waitFor(() => !shows(what), boundMs, explain(what)),
    exitCode: async () => {
      await waitFor(() => code !== null, 20_000, explain('its end'))
      return exited
    },
    close() {
      writer.close()
      if (code === null) process.kill(child.pid, 'SIGKILL')
      child.destroy()
      terminal.dispose()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** overstay on a terminal, over a suite that stays. */
export function openOverstay(
  holders: readonly string[],
  options: DriverOptions & { readonly flags?: readonly string[] } = {},
): Promise<ScreenDriver> {
  const flags = ['--teardown-timeout', '500ms', '--leak-timeout', '300ms', ...(options.flags ?? [])]
  return openDriver([process.execPath, OVERSTAY, ...flags, '--', process.execPath, SUITE, ...holders], options)
}

/** …and the moment the screen has opened over it, with what holds it named. */
export async function openOverstaying(
  holders: readonly string[],
  options: DriverOptions & { readonly flags?: readonly string[] } = {},
): Promise<ScreenDriver> {
  const screen = await openOverstay(holders, options)
  try {
    await screen.sees('OVERSTAYS')
    await screen.sees(/suspects \([1-9]/)
    return screen
  } catch (error) {
    screen.close()
    throw error
  }
}
