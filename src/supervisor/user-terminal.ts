import type { ReadStream } from 'node:tty'
import type { Child } from './child/child.js'
import { describeStdin } from './child/own-streams.js'
import type { Guard } from './guard/guard.js'
import type { Session } from './session.js'
import { forwardStdin, type StdinForwarder } from './terminal/forward-stdin.js'
import { suspendWithCommand } from './terminal/job-control.js'
import { type LentTerminal, lendTerminal, type Screen } from './terminal/lend-terminal.js'
import { createPassThrough, type PassThrough } from './terminal/pass-through.js'
import { listenForSignals } from './terminal/signals.js'
import { readTerminalSize } from './terminal/terminal-size.js'

export interface UserTerminalHooks {
  /** Ctrl-Z stopped us and the command for this long: it is no time of the run. */
  onSuspended(stoppedMs: number): void
  onHotKey(): void
  /** A screen is over the terminal: the command's output waits. */
  holdOutput(isHeld: boolean): void
}

/**
 * The person's side of a run: keys, window and signals reach the command as they would without overstay, and the run
 * learns of those that ask for its end.
 */
export class UserTerminal {
  private readonly passThrough: PassThrough | null
  private readonly stopListening: () => void
  private lent: LentTerminal | null = null
  /** A stdin that the command in its pty cannot open itself (a socket). */
  private readonly forwarder: StdinForwarder | null
  private readonly restore = () => this.passThrough?.close()

  constructor(
    private readonly child: Child,
    private readonly session: Session,
    private readonly guard: Guard | null,
    private readonly hooks: UserTerminalHooks,
    /** False: the keyboard and the window are not this run's; signals are. */
    isAttended = true,
  ) {
    this.passThrough = isAttended && child.mode === 'pty' ? this.createPassThrough() : null
    this.stopListening = listenForSignals(child.mode, {
      onSignal: (signal, delivered) => session.post({ type: 'userSignalled', signal, delivered }),
      onStopAsked: (delivered) => this.handleStopAsked(delivered),
      onContinued: () => this.handleContinued(),
      onResized: () => this.passThrough?.handleResized(),
    })
    const isUnreachable = isAttended && child.mode === 'pty' && process.stdin.isTTY !== true && describeStdin() === null
    this.forwarder = isUnreachable ? forwardStdin(process.stdin, child) : null
    process.once('exit', this.restore)
    this.passThrough?.start()
  }

  get isRaw(): boolean {
    return this.passThrough?.isRaw ?? false
  }

  handleStopped(signal: number): void {
    this.passThrough?.handleStopped(signal)
  }

  handleWritable(): void {
    this.passThrough?.handleWritable()
    this.forwarder?.handleWritable()
  }

  /** Takes the keyboard away from the command, for a question; the answer gives it back by `lend`'s return value. */
  borrowKeyboard(take: (bytes: Uint8Array) => void): () => void {
    this.passThrough?.stop()
    const { stdin } = process
    if (stdin.isTTY) stdin.setRawMode(true)
    const listen = (bytes: Buffer) => take(bytes)
    stdin.on('data', listen)
    stdin.resume()
    return () => {
      stdin.off('data', listen)
      stdin.pause()
      if (stdin.isTTY) stdin.setRawMode(false)
      this.passThrough?.start()
    }
  }

  /**
   * Lends the whole terminal to a screen: keys, window and output are its own until the result is called. The screen is
   * entered when overstay is in the foreground, left before overstay is stopped, and entered again by `fg`.
   * `restore` is what brings the terminal back should overstay be killed.
   */
  lendScreen(screen: Screen, restore: string): () => void {
    this.passThrough?.stop()
    this.hooks.holdOutput(true)
    this.lent = lendTerminal(screen, {
      onEntered: () => {
        this.guard?.setRestore(restore)
        this.guard?.setRaw(true)
      },
      onLeft: () => {
        this.guard?.setRestore('')
        this.guard?.setRaw(false)
      },
    })
    return () => {
      this.lent?.close()
      this.lent = null
      this.hooks.holdOutput(false)
      this.passThrough?.start()
    }
  }

  /** Ctrl-Z typed into a screen: what it does in the plain terminal. */
  suspend(): void {
    this.handleStopAsked(false)
  }

  /** Bytes a person typed into a screen, for the command. */
  typeInto(bytes: Uint8Array): void {
    this.child.write(bytes)
  }

  get canType(): boolean {
    return this.child.mode === 'pty'
  }

  pauseOutput(isPaused: boolean): void {
    if (isPaused) this.child.pause()
    else this.child.resume()
  }

  close(): void {
    this.lent?.close()
    this.stopListening()
    this.forwarder?.close()
    process.off('exit', this.restore)
    this.passThrough?.close()
  }

  private createPassThrough(): PassThrough {
    const { session, guard } = this
    return createPassThrough({
      child: this.child,
      stdin: process.stdin.isTTY ? (process.stdin as ReadStream & { readonly fd: number }) : null,
      readSize: () => readTerminalSize(process.stdout),
      onRawChanged: (isRaw) => guard?.setRaw(isRaw),
      onUserSignal: (signal) => session.post({ type: 'userSignalled', signal, delivered: true }),
      onHotKey: () => this.hooks.onHotKey(),
      onSuspend: () => this.lent?.leave(),
      onResume: () => this.lent?.enter(),
      onSuspended: (stoppedMs) => this.hooks.onSuspended(stoppedMs),
    })
  }

  /** Pipes: the command is in our own group. Told by the terminal it has stopped already; we follow. */
  private handleStopAsked(delivered: boolean): void {
    if (this.passThrough !== null) return this.passThrough.handleStopAsked()
    this.lent?.leave()
    this.hooks.onSuspended(suspendWithCommand(this.child, delivered))
    this.lent?.enter()
  }

  private handleContinued(): void {
    if (this.passThrough !== null) return this.passThrough.handleContinued()
    this.child.forward('SIGCONT')
  }
}
