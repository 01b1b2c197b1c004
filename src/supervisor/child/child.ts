import type { OutputStream } from '../../core/finish/claim.js'
import type { SignalName } from '../../core/outcome.js'

export interface ChildOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
  /** Decimal RLIMIT_LOCKS cookie to set in the child, see ProcessSource. */
  readonly limitCookie: string
}

export interface ChildHandlers {
  /** Bytes as they came. The buffer is the handler's to keep. */
  onOutput(stream: OutputStream, bytes: Uint8Array): void
  /** The command (not the tree) has ended and every byte it wrote has been given to onOutput. */
  onExit(exit: ChildExit): void
  /** Nobody holds the streams any more. Over a pty: only the keeper is left on it. */
  onOutputClosed(): void
  onError(error: Error): void
}

export interface ChildExit {
  readonly code: number | null
  readonly signal: string | null
}

/** A command under supervision, over a pty or pipes: the same to the loop. */
export interface Child {
  readonly mode: 'pty' | 'pipes'
  /** The command's own pid. */
  readonly pid: number
  /** The keeper's pid over a pty. */
  readonly keeperPid: number | null
  /** As in RunIdentity. */
  readonly outputIds: readonly string[]
  write(bytes: Uint8Array): void
  resize(columns: number, rows: number): void
  /** Back-pressure: the consumer (stdout) is full. */
  pause(): void
  resume(): void
  /** Pass a signal on as the terminal or the kernel would. */
  forward(signal: SignalName): void
  /** Give up on streams that others hold; let the keeper go. Idempotent. */
  close(): void
}
