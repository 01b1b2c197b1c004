import { readFileSync } from 'node:fs'

/** What is used of node-pty; `fd`, `ptsName` and `destroy` are in its code though not in its types. */
export interface PtyProcess {
  readonly pid: number
  readonly fd: number
  readonly ptsName: string
  onData(listener: (bytes: Uint8Array) => void): void
  onExit(listener: (exit: { readonly exitCode: number; readonly signal?: number }) => void): void
  resize(columns: number, rows: number): void
  pause(): void
  resume(): void
  destroy(): void
}

export interface PtySettings {
  /** Null: bytes, never text. */
  readonly encoding: null
  /** TERM of the child. */
  readonly name: string
  readonly cols: number
  readonly rows: number
  readonly cwd: string
  /** No value may be undefined: it would become the text "undefined". */
  readonly env: Readonly<Record<string, string>>
}

export type SpawnPty = (file: string, args: readonly string[], settings: PtySettings) => PtyProcess

export type PtyAvailability =
  | { readonly available: true; readonly spawn: SpawnPty }
  | { readonly available: false; readonly reason: string }

let known: Promise<PtyAvailability> | null = null

/** Can a pty be opened here? Loads the native package on first use (about 3 ms); when not, the caller uses pipes and says why. */
export function ptyAvailability(): Promise<PtyAvailability> {
  known ??= loadPty()
  return known
}

async function loadPty(): Promise<PtyAvailability> {
  if (process.platform === 'win32') return { available: false, reason: 'no keeper shell on Windows' }
  if (process.platform === 'linux' && isMusl())
    // The prebuilt binary is for glibc: on musl it loads and then crashes in its first spawn.
    return { available: false, reason: 'node-pty has no build for musl' }
  try {
    const module = await import('node-pty')
    return { available: true, spawn: module.default['spawn'] as SpawnPty }
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error)
    return { available: false, reason: `node-pty cannot be loaded: ${message}` }
  }
}

/** The dynamic loader among our own mappings tells; a report (process.report) would too, but takes 3 ms. */
function isMusl(): boolean {
  try {
    return readFileSync('/proc/self/maps', 'latin1').includes('/ld-musl-')
  } catch {
    return false
  }
}
