import { randomBytes } from 'node:crypto'
import { closeSync, constants, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OutputStream } from '../../core/finish/claim.js'
import { LIMITS } from '../../core/limits.js'
import type { SignalName } from '../../core/outcome.js'
import { attendPipe, attendTerminal } from './attendant.js'
import type { Child, ChildExit, ChildHandlers, ChildOptions } from './child.js'
import { createMarkerScanner, markerPrefix } from './marker-scanner.js'
import { type OutputPipe, openOutputPipes } from './output-pipes.js'
import { readForegroundGroup, readState } from './process-state.js'
import { type PtyProcess, ptyAvailability } from './pty-availability.js'
import { resolveCommand } from './resolve-command.js'
import { signalName, signalNumber } from './signal-names.js'
import { SpawnError } from './spawn-error.js'
import { spawnKeeper } from './spawn-keeper.js'
import { readPipe, type StreamReader } from './stream-reader.js'
import { isTerminalHeld, isTerminalUsed, listPids } from './terminal-holders.js'
import { createTerminalWriter, type TerminalWriter } from './terminal-writer.js'

/** Signals that a terminal, or the shell of a closing one, gives to a whole job and not to one process. */
const JOB_SIGNALS: ReadonlySet<SignalName> = new Set(['SIGINT', 'SIGQUIT', 'SIGTSTP', 'SIGHUP', 'SIGCONT'])

/**
 * Starts the command in a pty of its own, see keeper.ts. Resolves when the command is about to execute.
 * Start every helper process before: the master is inherited by what is spawned later.
 * @throws SpawnError
 */
export async function startPtyChild(options: ChildOptions, handlers: ChildHandlers): Promise<Child> {
  const path = resolveCommand(options.command[0] ?? '', options.cwd, options.env)
  const pty = await ptyAvailability()
  if (!pty.available) throw new SpawnError('internal', pty.reason)
  const nonce = randomBytes(12).toString('hex')
  const messages = join(options.scratchDir ?? tmpdir(), `overstay-keeper-${nonce}`)
  const [stderr = null] =
    (options.separateStderr && (await openOutputPipes(['stderr'], options.scratchDir ?? null))) || []
  const strangers = listPids()
  try {
    const term = spawnKeeper(pty.spawn, options, { path, nonce, messages, stderr })
    const child = new PtyChild(term, handlers, { nonce, messages, strangers, stderr })
    await child.started
    return child
  } finally {
    if (stderr !== null) closeSync(stderr.writeFd)
  }
}

interface PtyFacts {
  readonly nonce: string
  readonly messages: string
  readonly strangers: ReadonlySet<number>
  readonly stderr: OutputPipe | null
}

class PtyChild implements Child {
  readonly mode = 'pty'
  readonly keeperPid: number
  readonly outputIds: readonly string[]
  /** Settled by the keeper's first marker, or rejected when it never comes. */
  readonly started: Promise<void>
  pid = 0
  #begin: ((error: Error | null) => void) | null = null
  readonly #term: PtyProcess
  readonly #handlers: ChildHandlers
  readonly #facts: PtyFacts
  readonly #writer: TerminalWriter
  readonly #stderr: StreamReader | null
  #isStderrOpen: boolean
  #isTerminalOpen = true
  #exit: ChildExit | null = null
  #isStopped = false
  #isPaused = false
  #isOutputClosed = false
  #isClosed = false
  #isGone = false
  #timer: NodeJS.Timeout | null = null
  #pauseTimer: NodeJS.Timeout | null = null
  #holdTimer: NodeJS.Timeout | null = null
  #lookMs: number = LIMITS.holdersFirstLookMs

  constructor(term: PtyProcess, handlers: ChildHandlers, facts: PtyFacts) {
    this.#term = term
    this.#handlers = handlers
    this.#facts = facts
    this.keeperPid = term.pid
    this.outputIds = facts.stderr === null ? [term.ptsName] : [term.ptsName, facts.stderr.id]
    this.#isStderrOpen = facts.stderr !== null
    this.#writer = createTerminalWriter(
      term.fd,
      () => handlers.onWritable?.(),
      () => {},
    )
    const scanner = createMarkerScanner(facts.nonce, {
      onBytes: (bytes) => handlers.onOutput('terminal', bytes),
      onMarker: (body) => this.#handleMarker(body),
    })
    this.started = this.#awaitStart()
    this.#stderr = facts.stderr === null ? null : this.#readStderr(facts.stderr)
    term.onData((data) => {
      scanner.feed(data)
      if (scanner.isHolding) this.#holdTimer ??= setTimeout(release, LIMITS.markerHoldMs)
    })
    const release = () => {
      this.#holdTimer = null
      scanner.release()
    }
    term.onExit(() => {
      scanner.release()
      this.#handleGone()
    })
  }

  #awaitStart(): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#begin?.(new Error('it took too long')), LIMITS.keeperStartMs)
      this.#begin = (error) => {
        this.#begin = null
        clearTimeout(timer)
        if (error !== null) this.close()
        if (error === null) resolve()
        else reject(new SpawnError('internal', `the keeper shell did not start the command: ${error.message}`))
      }
    })
  }

  #readStderr(pipe: OutputPipe): StreamReader {
    return readPipe(pipe.readFd, {
      onBytes: (bytes) => {
        if (!this.#isClosed) this.#handlers.onOutput('stderr', bytes)
      },
      onEnd: () => {
        this.#isStderrOpen = false
        if (!this.#isTerminalOpen) this.#tellClosed()
      },
    })
  }

  #handleMarker(body: string): void {
    const kind = body[0]
    const values = body.slice(1).split(';').map(Number)
    if (kind === 'p') {
      this.pid = values[0] ?? 0
      this.#begin?.(null)
    } else if (kind === 't') {
      this.#isStopped = true
      this.#lookAtStopped()
      this.#handlers.onStopped?.((values[0] ?? 128) - 128)
    } else if (kind === 'r') {
      this.#isStopped = false
    } else if (kind === 'x' && this.#begin !== null) {
      this.#begin(new Error('its streams could not be opened'))
    } else if (kind === 'x') {
      const [status = 0, hasMessage = 0, wasInterrupted = 0] = values
      this.#handleExit(readStatus(status, hasMessage === 1, wasInterrupted === 1))
    } else if (kind === 'c') {
      this.#handleTerminalClosed()
    }
  }

  /** Somebody else may wake the command, or end it: then the keeper has to wait for it again. */
  #lookAtStopped(): void {
    if (!this.#isStopped || this.#isClosed) return
    if (readState(this.pid) === 'T') setTimeout(() => this.#lookAtStopped(), LIMITS.commandLookMs)
    else this.continue()
  }

  #handleExit(exit: ChildExit): void {
    if (this.#exit !== null || this.#isClosed) return
    this.#exit = exit
    if (this.#isPaused) this.#term.pause()
    rmSync(this.#facts.messages, { force: true })
    // The marker of an exit may share a read with the start's: let the one who awaits the start see the child first.
    setImmediate(() => {
      if (this.#stderr === null) this.#tellExit(exit)
      else this.#stderr.drain(() => this.#tellExit(exit))
    })
  }

  #tellExit(exit: ChildExit): void {
    this.#handlers.onExit(exit)
    void this.#lookForHolders()
  }

  /** Is anybody but the keeper on the terminal? Looked at seldom and more seldom. */
  async #lookForHolders(): Promise<void> {
    this.#timer = null
    if (this.#isClosed || !this.#isTerminalOpen) return
    const [terminal] = this.outputIds as [string]
    const isHeld =
      isTerminalHeld(terminal, this.keeperPid, this.#facts.strangers) ??
      (await isTerminalUsed(terminal, this.keeperPid))
    if (this.#isClosed) return
    // Our own marker behind the last byte anybody wrote: when it comes back, everything has been read.
    if (!isHeld && this.#writeMarker('c')) {
      if (this.#isPaused) this.#term.resume()
      return
    }
    this.#timer = setTimeout(() => this.#lookForHolders(), this.#lookMs)
    this.#lookMs = Math.min(this.#lookMs * 2, LIMITS.holdersLookMs)
  }

  #writeMarker(body: string): boolean {
    try {
      const fd = openSync(this.outputIds[0]!, constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK)
      try {
        writeSync(fd, `${markerPrefix(this.#facts.nonce)}${body}\x07`)
        return true
      } finally {
        closeSync(fd)
      }
    } catch {
      return false
    }
  }

  #handleTerminalClosed(): void {
    this.#isTerminalOpen = false
    this.#tellClosed()
  }

  #tellClosed(): void {
    if (this.#isOutputClosed || this.#isStderrOpen || this.#isClosed) return
    this.#isOutputClosed = true
    this.#handlers.onOutputClosed()
  }

  /** The keeper itself has ended: by close(), or somebody killed it and the terminal is hung up. */
  #handleGone(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#writer.close()
    if (this.#isClosed) return
    if (this.#begin !== null) this.#begin(new Error('it ended'))
    if (this.#isClosed) return
    if (this.#exit === null) {
      this.#exit = { code: null, signal: null }
      this.#handlers.onExit(this.#exit)
    }
    this.#isStderrOpen = false
    this.#handleTerminalClosed()
    this.close()
  }

  write(bytes: Uint8Array): boolean {
    return this.#isClosed || this.#isGone ? true : this.#writer.write(bytes)
  }

  resize(columns: number, rows: number): void {
    if (this.#isClosed || this.#isGone) return
    try {
      this.#term.resize(Math.max(1, columns), Math.max(1, rows))
    } catch {
      // The terminal has just gone; its size does not matter any more.
    }
  }

  pause(): void {
    this.#isPaused = true
    if (this.#isClosed) return
    this.#term.pause()
    this.#stderr?.pause()
    this.#pauseTimer ??= setInterval(() => this.#lookWhilePaused(), LIMITS.commandLookMs)
  }

  resume(): void {
    this.#isPaused = false
    if (this.#isClosed) return
    this.#term.resume()
    this.#stderr?.resume()
    this.#stopLookingWhilePaused()
  }

  /** The marker of the exit may wait behind output that nobody reads: what a terminal holds (some 20 KB) is taken then. */
  #lookWhilePaused(): void {
    if (this.#exit !== null || this.#isClosed) this.#stopLookingWhilePaused()
    else if (readState(this.pid) === null) this.#term.resume()
  }

  #stopLookingWhilePaused(): void {
    if (this.#pauseTimer !== null) clearInterval(this.#pauseTimer)
    this.#pauseTimer = null
  }

  forward(signal: SignalName): void {
    if (this.#exit !== null || this.#isClosed) return
    // Not as the key's byte: a raw-mode program might not take it for a signal, and a cooked terminal would echo it.
    sendSignal(JOB_SIGNALS.has(signal) ? -(readForegroundGroup(this.pid) ?? this.pid) : this.pid, signal)
    if (signal === 'SIGCONT') this.continue()
  }

  continue(delayMs: number = LIMITS.holdersFirstLookMs): void {
    if (!this.#isStopped || this.#isClosed) return
    sendSignal(this.keeperPid, 'SIGCONT')
    // The keeper may not yet have stopped itself: again until it says that it goes on.
    setTimeout(() => this.continue(Math.min(delayMs * 2, LIMITS.commandLookMs)), delayMs)
  }

  recycle(stream: OutputStream, bytes: Uint8Array): void {
    if (stream === 'stderr') this.#stderr?.recycle(bytes)
  }

  breakOutput(stream: OutputStream): void {
    if (stream === 'stderr') this.#stderr?.destroy()
    else this.close()
  }

  detach(): void {
    if (this.#isClosed || this.#isGone) return
    this.#stopTimers()
    handOverMaster(this.#term)
    attendTerminal(this.#term.fd, this.outputIds[0]!, this.keeperPid)
    const stderr = this.#stderr?.handOver() ?? null
    if (stderr === null) return
    attendPipe(stderr, 2)
    closeSync(stderr)
  }

  close(): void {
    if (this.#isClosed) return
    this.#stopTimers()
    rmSync(this.#facts.messages, { force: true })
    if (!this.#isGone) sendSignal(this.keeperPid, 'SIGKILL')
    this.#stderr?.destroy()
    this.#term.destroy()
  }

  #stopTimers(): void {
    this.#isClosed = true
    if (this.#timer !== null) clearTimeout(this.#timer)
    if (this.#holdTimer !== null) clearTimeout(this.#holdTimer)
    this.#stopLookingWhilePaused()
    this.#writer.close()
  }
}

/** The shell's `$?` and what it let slip about a signal, see keeper.ts. */
function readStatus(status: number, hasMessage: boolean, wasInterrupted: boolean): ChildExit {
  const signal = status > 128 ? signalName(status - 128) : null
  const isSignal = hasMessage || (wasInterrupted && status - 128 === signalNumber('SIGINT'))
  return signal !== null && isSignal ? { code: null, signal } : { code: status, signal: null }
}

function sendSignal(pid: number, signal: NodeJS.Signals | SignalName): void {
  try {
    process.kill(pid, signal)
  } catch {
    // Gone already.
  }
}

/** Stops reading at once (a paused stream goes on until its buffer is full) and makes the master a blocking one. */
function handOverMaster(term: PtyProcess): void {
  interface Handle {
    readStop?(): void
    setBlocking?(isBlocking: boolean): void
  }
  const handle = (term as unknown as { _socket?: { _handle?: Handle } })._socket?._handle
  handle?.readStop?.()
  handle?.setBlocking?.(true)
}
