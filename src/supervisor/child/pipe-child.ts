import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { closeSync, readlinkSync } from 'node:fs'
import type { Socket } from 'node:net'
import type { OutputStream } from '../../core/finish/claim.js'
import type { SignalName } from '../../core/outcome.js'
import { attendPipe } from './attendant.js'
import type { Child, ChildHandlers, ChildOptions } from './child.js'
import { type OutputPipe, openOutputPipes } from './output-pipes.js'
import { resolveCommand } from './resolve-command.js'
import { limitStatement, shellWords } from './shell-words.js'
import { SpawnError } from './spawn-error.js'
import { readPipe, readSocket, type StreamReader } from './stream-reader.js'

/**
 * Starts the command with stdout and stderr as two pipes. It inherits overstay's stdin and stays in overstay's process
 * group, so that files, pipelines, terminal keys and job control work as without overstay.
 * @throws SpawnError
 */
export async function startPipeChild(options: ChildOptions, handlers: ChildHandlers): Promise<Child> {
  const path = resolveCommand(options.command[0] ?? '', options.cwd, options.env)
  const pipes =
    process.platform === 'win32' ? null : await openOutputPipes(['stdout', 'stderr'], options.scratchDir ?? null)
  try {
    const process = await spawnCommand(options, path, pipes)
    return new PipeChild(process, pipes, handlers)
  } catch (error) {
    for (const pipe of pipes ?? []) closeSync(pipe.readFd)
    throw error
  } finally {
    for (const pipe of pipes ?? []) closeSync(pipe.writeFd)
  }
}

function spawnCommand(options: ChildOptions, path: string, pipes: readonly OutputPipe[] | null): Promise<ChildProcess> {
  const settings: SpawnOptions = {
    cwd: options.cwd,
    env: { ...options.env },
    stdio: [
      options.closedStdin === true ? 'ignore' : 'inherit',
      pipes?.[0]?.writeFd ?? 'pipe',
      pipes?.[1]?.writeFd ?? 'pipe',
    ],
  }
  const { repair, words } = shellWords(options.command, path, options.env, 'shell')
  const script = `${limitStatement(options.limitCookie)}; ${repair}; exec "$@"`
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'E2BIG' || error.code === 'EACCES' ? 'notExecutable' : 'internal'
      reject(new SpawnError(reason, `${options.command[0]}: ${error.message}`, { cause: error }))
    }
    try {
      const child =
        process.platform === 'win32'
          ? spawn(path, options.command.slice(1), settings)
          : spawn('/bin/sh', ['-c', script, 'overstay', ...words], settings)
      child.once('error', fail)
      // The pid is known at once; 'spawn' would only come a turn of the loop later, and exits are never earlier than that.
      if (child.pid !== undefined) resolve(child)
    } catch (error) {
      fail(error as NodeJS.ErrnoException)
    }
  })
}

class PipeChild implements Child {
  readonly mode = 'pipes'
  readonly keeperPid = null
  readonly pid: number
  readonly outputIds: readonly string[]
  readonly #readers: Readonly<Record<'stdout' | 'stderr', StreamReader>>
  readonly #process: ChildProcess
  #hasExited = false
  #openCount = 2
  #isClosed = false
  readonly #handlers: ChildHandlers

  constructor(process: ChildProcess, pipes: readonly OutputPipe[] | null, handlers: ChildHandlers) {
    this.pid = process.pid!
    this.#process = process
    this.#handlers = handlers
    this.outputIds = pipes?.map(({ id }) => id) ?? readOutputIds(this.pid)
    const [stdout, stderr] = pipes?.map(({ readFd }) => readFd) ?? [process.stdout as Socket, process.stderr as Socket]
    this.#readers = { stdout: this.#read('stdout', stdout!), stderr: this.#read('stderr', stderr!) }
    process.on('error', (error) => handlers.onError(error))
    process.on('exit', (code, signal) =>
      // Whatever the command itself wrote is in the pipes now: give it out before its end is told.
      this.#readers.stdout.drain(() =>
        this.#readers.stderr.drain(() => {
          if (this.#isClosed) return
          this.#hasExited = true
          handlers.onExit({ code, signal })
          this.#tellClosed()
        }),
      ),
    )
  }

  #read(stream: OutputStream, source: number | Socket): StreamReader {
    const handlers = {
      onBytes: (bytes: Uint8Array) => {
        if (!this.#isClosed) this.#handlers.onOutput(stream, bytes)
      },
      onEnd: () => {
        this.#openCount -= 1
        this.#tellClosed()
      },
    }
    return typeof source === 'number' ? readPipe(source, handlers) : readSocket(source, handlers)
  }

  #tellClosed(): void {
    if (this.#openCount > 0 || !this.#hasExited || this.#isClosed) return
    this.#isClosed = true
    this.#handlers.onOutputClosed()
  }

  write(): boolean {
    return true
  }

  resize(): void {}

  pause(): void {
    this.#readers.stdout.pause()
    this.#readers.stderr.pause()
  }

  resume(): void {
    this.#readers.stdout.resume()
    this.#readers.stderr.resume()
  }

  forward(signal: SignalName): void {
    if (this.#hasExited) return
    try {
      process.kill(this.pid, signal)
    } catch {
      // It has just ended.
    }
  }

  continue(): void {}

  recycle(stream: OutputStream, bytes: Uint8Array): void {
    if (stream !== 'terminal') this.#readers[stream].recycle(bytes)
  }

  breakOutput(stream: OutputStream): void {
    if (stream !== 'terminal') this.#readers[stream].destroy()
  }

  detach(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    for (const [stream, target] of [
      ['stdout', 1],
      ['stderr', 2],
    ] as const) {
      const fd = this.#readers[stream].handOver()
      if (fd === null) continue
      attendPipe(fd, target)
      closeSync(fd)
    }
    this.#process.unref()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#readers.stdout.destroy()
    this.#readers.stderr.destroy()
  }
}

/** The child's ends of a socket pair as /proc shows them; empty where it cannot be read. */
function readOutputIds(pid: number): readonly string[] {
  return [1, 2].flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)]
    } catch {
      return []
    }
  })
}
