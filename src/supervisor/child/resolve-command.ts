import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs'
import { delimiter, resolve } from 'node:path'
import { SpawnError } from './spawn-error.js'

/** What execvp searches when PATH is not set (glibc and musl agree on these two). */
const DEFAULT_PATH = '/bin:/usr/bin'
/** The kernel reads at most this much of a `#!` line. */
const INTERPRETER_LINE_BYTES = 256

/**
 * Finds the file that execvp would run for `name`, so that a mistake is reported before anything starts and not as a
 * line of some shell. Throws SpawnError: notFound, notExecutable, or internal for a working directory that is none.
 */
export function resolveCommand(name: string, cwd: string, env: Readonly<Record<string, string>>): string {
  checkDirectory(cwd)
  if (name === '') throw new SpawnError('notFound', 'the command is empty')
  if (name.includes('/')) return resolvePath(name, cwd)
  let denied: SpawnError | null = null
  for (const directory of (env['PATH'] ?? DEFAULT_PATH).split(delimiter)) {
    try {
      // An empty element of PATH means the working directory.
      return resolvePath(name, resolve(cwd, directory))
    } catch (error) {
      if (!(error instanceof SpawnError)) throw error
      if (error.reason === 'notExecutable') denied ??= error
    }
  }
  throw denied ?? new SpawnError('notFound', `${name}: command not found`)
}

function resolvePath(name: string, directory: string): string {
  const file = resolve(directory, name)
  try {
    if (!statSync(file).isFile()) throw new SpawnError('notExecutable', `${name}: is not a file`)
    accessSync(file, constants.X_OK)
  } catch (error) {
    if (error instanceof SpawnError) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new SpawnError('notFound', `${name}: no such file`)
    throw new SpawnError('notExecutable', `${name}: cannot be executed (${code ?? 'unknown error'})`)
  }
  const interpreter = readInterpreter(file)
  if (interpreter !== null && !isFile(resolve(directory, interpreter)))
    throw new SpawnError('notFound', `${name}: its interpreter ${interpreter} does not exist`)
  return file
}

/** The interpreter a script names, or null: not a script, or not readable (executing needs no read permission). */
function readInterpreter(file: string): string | null {
  const bytes = Buffer.alloc(INTERPRETER_LINE_BYTES)
  let length = 0
  try {
    const fd = openSync(file, 'r')
    try {
      length = readSync(fd, bytes)
    } finally {
      closeSync(fd)
    }
  } catch {
    return null
  }
  const text = bytes.toString('latin1', 0, length)
  return /^#![ \t]*([^ \t\n\0]+)/.exec(text)?.[1] ?? null
}

function checkDirectory(cwd: string): void {
  try {
    if (!statSync(cwd).isDirectory()) throw new SpawnError('internal', `${cwd}: is not a directory`)
    accessSync(cwd, constants.X_OK)
  } catch (error) {
    if (error instanceof SpawnError) throw error
    const code = (error as NodeJS.ErrnoException).code
    throw new SpawnError('internal', `${cwd}: cannot be the working directory (${code ?? 'unknown error'})`)
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile()
  } catch {
    return false
  }
}
