import type { OutputStream } from '../../core/finish/claim.js'
import type { SignalName } from '../../core/outcome.js'
import type { OwnStream } from './own-streams.js'

export interface ChildOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string>>
  readonly columns: number
  readonly rows: number
  /** Decimal RLIMIT_LOCKS cookie to set in the child, see ProcessSource; empty: none is set. */
  readonly limitCookie: string
  /** A directory of the run, mode 0700, for a few bytes that live as long as the child; null: the system's. */
  readonly scratchDir?: string | null
  /** `stty -g` text of the user's terminal, so that a pty starts with the same line settings; pipes ignore it. */
  readonly terminalSettings?: string | null
  /** Pty only: the command reads overstay's own stdin (see describeStdin) instead of the terminal. */
  readonly ownStdin?: OwnStream | null
  /** Pty only: stderr goes through a pipe of its own, because overstay's stderr is not the terminal. */
  readonly separateStderr?: boolean
  /** Pipes only: the command reads nothing (`/dev/null`) instead of overstay's own stdin. */
  readonly closedStdin?: boolean
}

export interface ChildHandlers {
  /** Bytes as they came. They are the handler's to keep, unless it gives them to `Child.recycle`. */
  onOutput(stream: OutputStream, bytes: Uint8Array): void
  /** The command (not the tree) has ended and every byte it wrote has been given to onOutput. */
  onExit(exit: ChildExit): void
  /** Nobody holds the streams any more (pty: only the keeper is left on it). Comes once, never before onExit. */
  onOutputClosed(): void
  onError(error: Error): void
  /** Pty only: the command was stopped by this signal as a shell's job would be; go on with `Child.continue()`. */
  onStopped?(signal: number): void
  /** Pty only: bytes that `write` could not place have gone in; more may be written. */
  onWritable?(): void
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
  /** Bytes for the command's terminal. False: they wait (bounded), stop until `onWritable`. Pipes: stdin is inherited, nothing is written. */
  write(bytes: Uint8Array): boolean
  resize(columns: number, rows: number): void
  /** Back-pressure: the consumer (stdout) is full. */
  pause(): void
  resume(): void
  /** Pass a signal on as the terminal or the kernel would. */
  forward(signal: SignalName): void
  /** Go on after `onStopped`, as a shell's `fg` would. */
  continue(): void
  /**
   * Bytes given to onOutput that nobody looks at any more (written, copied, decoded): their memory is used again.
   * Optional, but without it a flood of output costs some 40 MB until the garbage collector comes.
   */
  recycle(stream: OutputStream, bytes: Uint8Array): void
  /** The consumer of a stream has gone: whoever writes to it again gets SIGPIPE (pipes) or the hang-up (pty). */
  breakOutput(stream: OutputStream): void
  /**
   * Leave the run alone for good: what still comes is passed on to our stdout and stderr by small helpers of their own,
   * so that nobody is hung up or killed by SIGPIPE when overstay exits. Nothing is told to the handlers any more. Idempotent.
   */
  detach(): void
  /** Give up on streams that others hold; let the keeper go. Idempotent. */
  close(): void
}
