import { execFile } from 'node:child_process'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join, relative } from 'node:path'
import { LIMITS } from '../../core/limits.js'
import { UsageError } from '../usage-error.js'
import { findFiles, NODE_TEST_PATTERNS } from './find-files.js'
import { chooseFiles, findTestRunner, listingCommand, parseListing, type TestRunner } from './test-runners.js'

/** The test files of a command, and how to run some of them. */
export interface Selection {
  readonly files: readonly string[]
  readonly commandFor: (files: readonly string[]) => readonly string[]
}

/**
 * By `--files` (names, patterns, `@list`), or by asking a runner that is known. Throws UsageError with what to do where
 * neither gives any.
 */
export async function selectFiles(command: readonly string[], given: readonly string[] | null): Promise<Selection> {
  const runner = findTestRunner(command, existsSync)
  if (given !== null) {
    const files = given.flatMap(expandFiles)
    if (files.length === 0)
      throw new UsageError(`--files: no file matches ${given.map((one) => JSON.stringify(one)).join(', ')}`)
    return { files: [...new Set(files)], commandFor: fillerOf(command, runner) }
  }
  if (runner === null) {
    const hint = "write overstay bisect --files 'test/**/*.js' -- CMD {}"
    throw new UsageError(
      `bisect: no runner whose files can be listed (vitest, jest, mocha, node --test, pytest); ${hint}`,
    )
  }
  const files = await listFiles(runner)
  if (files.length === 0) throw new UsageError(`bisect: ${runner.name} lists no test files here; name them by --files`)
  return { files, commandFor: (chosen) => chooseFiles(runner, chosen) }
}

/** `{}` alone becomes a word for each file, inside a word all of them with spaces between; else they come last. */
function fillerOf(command: readonly string[], runner: TestRunner | null): Selection['commandFor'] {
  if (command.some((word) => word.includes('{}'))) {
    return (files) =>
      command.flatMap((word) => (word === '{}' ? files : [word.replaceAll('{}', files.map(quoteForShell).join(' '))]))
  }
  return runner === null ? (files) => [...command, ...files] : (files) => chooseFiles(runner, files)
}

/** Inside a word the files go to a shell, most likely (`sh -c 'run {}'`). */
function quoteForShell(file: string): string {
  return /^[\w./@%+,:=-]+$/.test(file) ? file : `'${file.replaceAll("'", "'\\''")}'`
}

function expandFiles(text: string): readonly string[] {
  if (text.startsWith('@')) {
    try {
      return readFileSync(text.slice(1), 'utf8')
        .split(/\r?\n/)
        .map((line) => line.trim())
        .filter((line) => line !== '')
    } catch (error) {
      throw new UsageError(`--files: ${text}: ${(error as Error).message}`)
    }
  }
  if (existsSync(text) && statSync(text).isFile()) return [text]
  return findFiles(process.cwd(), existsSync(text) ? [`${text.replace(/\/+$/, '')}/**`] : [text])
}

async function listFiles(runner: TestRunner): Promise<readonly string[]> {
  const command = listingCommand(runner)
  if (command === null) {
    const patterns = runner.selection.length === 0 ? NODE_TEST_PATTERNS : runner.selection
    return patterns.flatMap(expandFiles)
  }
  const listed = parseListing(runner.name, await capture(command)).map(nameFromHere)
  // pytest runs files in the order it was given them, and lists them in its own; the others choose by themselves.
  return runner.name === 'pytest' || runner.name === 'mocha' ? listed : listed.toSorted()
}

/** Runners list real paths (the working directory may be behind a link), or paths below a root further up (pytest). */
function nameFromHere(file: string): string {
  const here = realpathSync(process.cwd())
  if (isAbsolute(file)) {
    const path = relative(here, file)
    return path.startsWith('..') ? file : path
  }
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, file))) return relative(here, join(folder, file))
  }
  return file
}

/** What a command prints; a runner that lists its files and then fails has listed them all the same. */
function capture(command: readonly string[]): Promise<string> {
  const [file = '', ...args] = command
  return new Promise((resolve, reject) => {
    const settings = { timeout: LIMITS.bisectListMs, maxBuffer: 64 * 1024 * 1024, killSignal: 'SIGKILL' as const }
    const child = execFile(file, args, settings, (error, stdout) => {
      if (stdout !== '') return resolve(stdout)
      if (error === null) return resolve('')
      reject(new UsageError(`bisect: ${command.join(' ')}: ${error.message.split('\n')[0]}`))
    })
    child.stdin?.end()
  })
}
