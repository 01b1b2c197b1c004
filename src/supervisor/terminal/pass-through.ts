import type { ReadStream } from 'node:tty'
import { LIMITS } from '../../core/limits.js'
import type { SignalName } from '../../core/outcome.js'
import type { Child } from '../child/child.js'
import { createHotKey } from './hot-key.js'
import { canSuspend, isForeground, stopOurselves } from './job-control.js'
import { dropOutputTranslation, makesSignals } from './stty.js'
import type { TerminalSize } from './terminal-size.js'

export interface PassThroughOptions {
  readonly child: Child
  /** The user's terminal; null: stdin is something else, only its window and its signals are passed through. */
  readonly stdin: (ReadStream & { readonly fd: number }) | null
  /** Its size now. */
  readSize(): TerminalSize
  /** Raw mode was entered or left by us (for the guard). */
  onRawChanged(isRaw: boolean): void
  /** Ctrl-C or Ctrl-\ was typed and has reached the command through its own terminal. */
  onUserSignal(signal: SignalName): void
  onHotKey(): void
  /** Just before overstay stops itself, and after it runs again (whatever had stopped it). */
  onSuspend(): void
  onResume(): void
  /** We have been stopped this long, and so has the command: the run's clock is to be put back. */
  onSuspended(stoppedMs: number): void
}

/** The user's keyboard and window, passed through to a command in a pty. */
export interface PassThrough {
  /** Raw mode, keys go to the command. Does nothing while a shell has overstay in the background; then it looks again. */
  start(): void
  /** Give the terminal back, or to the TUI. `start` takes it again. */
  stop(): void
  readonly isRaw: boolean
  /** Child handler: the command was stopped; with Ctrl-Z's signal the whole of overstay stops with it. */
  handleStopped(signal: number): void
  /** Child handler onWritable. */
  handleWritable(): void
  /** SIGTSTP to overstay itself: stop the command first, then stop. */
  handleStopAsked(): void
  handleContinued(): void
  handleResized(): void
  /** Restore the terminal for good; synchronous, safe in an exit handler. Idempotent. */
  close(): void
}

const SIGNAL_KEYS = new Map<number, SignalName>([
  [0x03, 'SIGINT'],
  [0x1c, 'SIGQUIT'],
])
/** Stops that a terminal causes: SIGTSTP, SIGTTIN, SIGTTOU on Linux and on macOS. A SIGSTOP is somebody else's business. */
const TERMINAL_STOPS: readonly number[] = process.platform === 'darwin' ? [18, 21, 22] : [20, 21, 22]

export function createPassThrough(options: PassThroughOptions): PassThrough {
  return new TerminalPassThrough(options)
}

class TerminalPassThrough implements PassThrough {
  readonly #options: PassThroughOptions
  readonly #hotKey
  #isRaw = false
  #isWanted = false
  #isSuspending = false
  #isClosed = false
  #timer: NodeJS.Timeout | null = null
  #isAsking = false
  #stopCount = 0
  #cancelStty = () => {}

  constructor(options: PassThroughOptions) {
    this.#options = options
    this.#hotKey = createHotKey(
      () => options.onHotKey(),
      (bytes) => options.child.write(bytes),
    )
    // A closed terminal window is told by SIGHUP; its read error must not become an uncaught exception.
    options.stdin?.on('error', () => this.stop())
  }

  get isRaw(): boolean {
    return this.#isRaw
  }

  start(): void {
    this.#isWanted = true
    if (this.#isRaw || this.#isClosed) return
    this.handleResized()
    if (!isForeground()) {
      // Touching the terminal from the background would stop us.
      this.#timer ??= setTimeout(() => {
        this.#timer = null
        if (this.#isWanted) this.start()
      }, LIMITS.foregroundLookMs)
      this.#timer.unref()
      return
    }
    const { stdin } = this.#options
    if (stdin === null) return
    this.#setRaw(stdin, true)
    stdin.on('data', this.#handleKeys)
    stdin.resume()
  }

  stop(): void {
    this.#isWanted = false
    this.#letGo()
  }

  #letGo(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const { stdin } = this.#options
    if (!this.#isRaw || stdin === null) return
    stdin.off('data', this.#handleKeys)
    stdin.pause()
    this.#setRaw(stdin, false)
  }

  #setRaw(stdin: NonNullable<PassThroughOptions['stdin']>, isRaw: boolean): void {
    this.#cancelStty()
    try {
      // libuv does nothing when it believes that the mode is set already, but somebody else may have changed it.
      if (isRaw && stdin.isRaw) stdin.setRawMode(false)
      // Restoring from the background would stop us; a shell that took the terminal back has set it up for itself.
      if (isRaw || isForeground()) stdin.setRawMode(isRaw)
    } catch {
      // The terminal is gone.
    }
    this.#isRaw = isRaw
    this.#options.onRawChanged(isRaw)
    if (isRaw) this.#cancelStty = dropOutputTranslation(stdin.fd)
  }

  readonly #handleKeys = (bytes: Buffer): void => {
    const { child, stdin } = this.#options
    for (const piece of this.#hotKey.filter(bytes)) {
      if (!child.write(piece)) stdin?.pause()
      if (piece.length === 1) this.#noticeSignal(SIGNAL_KEYS.get(piece[0]!))
    }
  }

  /** A key only counts as a signal while the command's terminal makes one of it. */
  #noticeSignal(signal: SignalName | undefined): void {
    const terminal = this.#options.child.outputIds[0]
    if (signal === undefined || terminal === undefined || this.#isAsking) return
    this.#isAsking = true
    void makesSignals(terminal).then((isSignal) => {
      this.#isAsking = false
      if (isSignal && !this.#isClosed) this.#options.onUserSignal(signal)
    })
  }

  handleWritable(): void {
    if (this.#isRaw) this.#options.stdin?.resume()
  }

  handleStopped(signal: number): void {
    if (!TERMINAL_STOPS.includes(signal) || this.#isClosed) return
    if (!canSuspend()) {
      this.#options.child.continue()
      return
    }
    this.#stopCount += 1
    this.#options.onSuspend()
    this.#letGo()
    this.#isSuspending = true
    // The others of our job (npx, npm, the rest of a pipeline) as the terminal would have stopped them; then ourselves.
    process.kill(0, 'SIGTSTP')
    this.#options.onSuspended(stopOurselves())
  }

  handleStopAsked(): void {
    if (this.#isSuspending || this.#isClosed) return
    try {
      process.kill(-this.#options.child.pid, 'SIGTSTP')
    } catch {
      // It has ended: what is left are stragglers, and us.
    }
    // The keeper tells of the stop (handleStopped). It cannot when the command ignores the signal or has ended.
    setTimeout(() => {
      if (!this.#isSuspending && this.#stopCount === stopCount) this.handleStopped(TERMINAL_STOPS[0]!)
    }, LIMITS.stopAnswerMs)
    const stopCount = this.#stopCount
  }

  handleContinued(): void {
    this.#isSuspending = false
    if (this.#isClosed) return
    // Whoever had the terminal meanwhile has set it to its own liking: enter raw mode anew, from what is there now.
    this.#letGo()
    this.#options.onResume()
    if (this.#isWanted) this.start()
    this.#options.child.continue()
  }

  handleResized(): void {
    const { columns, rows } = this.#options.readSize()
    this.#options.child.resize(columns, rows)
  }

  close(): void {
    if (this.#isClosed) return
    this.stop()
    this.#hotKey.close()
    this.#isClosed = true
  }
}
