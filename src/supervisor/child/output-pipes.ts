import { spawn } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One pipe: we read, the command writes. */
export interface OutputPipe {
  readonly readFd: number
  readonly writeFd: number
  /** The name by which `/proc/PID/fd` shows it to everyone who holds it. */
  readonly id: string
}

/**
 * Real pipes for stdout and stderr. Node's own `stdio: 'pipe'` makes socket pairs, and a command that opens
 * /dev/stdout or /dev/stderr by name (`tee /dev/stderr`) gets ENXIO from those, which it would not without overstay.
 * Named pipes whose names are removed at once are the only way to a pipe without native code; making them takes
 * about 3 ms. Null where that fails: the caller falls back to socket pairs.
 */
export async function openOutputPipes(
  names: readonly string[],
  scratchDir: string | null,
): Promise<readonly OutputPipe[] | null> {
  let directory: string
  try {
    directory = mkdtempSync(join(scratchDir ?? tmpdir(), 'overstay-pipes-'))
  } catch {
    return null
  }
  const paths = names.map((name) => join(directory, name))
  const opened: number[] = []
  try {
    if (!(await makeFifos(paths))) return null
    const pipes = paths.map((path) => {
      const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      opened.push(readFd)
      const writeFd = openSync(path, constants.O_WRONLY)
      opened.push(writeFd)
      return { readFd, writeFd, path }
    })
    rmSync(directory, { recursive: true, force: true })
    return pipes.map(describePipe)
  } catch {
    for (const fd of opened) closeSync(fd)
    return null
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

function makeFifos(paths: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const mkfifo = spawn('mkfifo', ['-m', '600', ...paths], { stdio: 'ignore' })
    mkfifo.on('error', () => resolve(false))
    mkfifo.on('exit', (code) => resolve(code === 0))
  })
}

function describePipe(pipe: { readFd: number; writeFd: number; path: string }): OutputPipe {
  let id = pipe.path
  try {
    id = readlinkSync(`/proc/self/fd/${pipe.writeFd}`)
  } catch {
    // No /proc: nobody will compare it.
  }
  return { readFd: pipe.readFd, writeFd: pipe.writeFd, id }
}
