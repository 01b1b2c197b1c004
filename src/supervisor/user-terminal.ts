import type { ReadStream } from 'node:tty'
import type { Child } from './child/child.js'
import { describeStdin } from './child/own-streams.js'
import type { Guard } from './guard/guard.js'
import type { Session } from './session.js'
import { forwardStdin, type StdinForwarder } from './terminal/forward-stdin.js'
import { suspendWithCommand } from './terminal/job-control.js'
import { createPassThrough, type PassThrough } from './terminal/pass-through.js'
import { listenForSignals } from './terminal/signals.js'
import { readTerminalSize } from './terminal/terminal-size.js'

/**
 * The person's side of a run: keys, window and signals reach the command as they would without overstay, and the run
 * learns of those that ask for its end.
 */
export class UserTerminal {
  private readonly passThrough: PassThrough | null
  private readonly stopListening: () => void
  /** A stdin that the command in its pty cannot open itself (a socket). */
  private readonly forwarder: StdinForwarder | null
  private readonly restore = () => this.passThrough?.close()

  constructor(
    private readonly child: Child,
    private readonly session: Session,
    private readonly guard: Guard | null,
    /** Ctrl-Z stopped us and the command for this long: it is no time of the run. */
    private readonly onSuspended: (stoppedMs: number) => void,
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

  close(): void {
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
      onHotKey: () => session.post({ type: 'userDecided', decision: { type: 'diagnose' } }),
      onSuspend: () => {},
      onResume: () => {},
      onSuspended: this.onSuspended,
    })
  }

  /** Pipes: the command is in our own group. Told by the terminal it has stopped already; we follow. */
  private handleStopAsked(delivered: boolean): void {
    if (this.passThrough !== null) return this.passThrough.handleStopAsked()
    this.onSuspended(suspendWithCommand(this.child, delivered))
  }

  private handleContinued(): void {
    if (this.passThrough !== null) return this.passThrough.handleContinued()
    this.child.forward('SIGCONT')
  }
}
