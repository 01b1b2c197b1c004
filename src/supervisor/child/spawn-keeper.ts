import { closeSync, existsSync, realpathSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import type { ChildOptions } from './child.js'
import { findKeeperShell, keeperScript } from './keeper.js'
import type { OutputPipe } from './output-pipes.js'
import type { PtyProcess, SpawnPty } from './pty-availability.js'
import { shellWords } from './shell-words.js'
import { SpawnError } from './spawn-error.js'

export interface KeeperFacts {
  /** The file the command's name leads to. */
  readonly path: string
  readonly nonce: string
  /** A file for the shell's own messages. */
  readonly messages: string
  readonly stderr: OutputPipe | null
}

/** @throws SpawnError */
export function spawnKeeper(spawn: SpawnPty, options: ChildOptions, facts: KeeperFacts): PtyProcess {
  const { repair, words } = shellWords(options.command, facts.path, options.env, 'subshell')
  const { nonce } = facts
  const hasProc = existsSync('/proc/self/stat')
  const script = keeperScript({ nonce, limitCookie: options.limitCookie, repair, hasProc })
  const ownStdin = [options.ownStdin?.path ?? '', String(options.ownStdin?.offset ?? 0)]
  const stderrPath = facts.stderr === null ? '' : `/proc/${process.pid}/fd/${facts.stderr.writeFd}`
  const parameters = [facts.messages, options.terminalSettings ?? '', ...ownStdin, stderrPath]
  try {
    return spawn(findKeeperShell(), ['-m', '-c', script, 'overstay', ...parameters, ...words], {
      encoding: null,
      name: options.env['TERM'] ?? 'dumb',
      cols: Math.max(1, options.columns),
      rows: Math.max(1, options.rows),
      // A shell keeps the name by which the user came here; node-pty puts this one into PWD.
      cwd: isSameDirectory(options.env['PWD'], options.cwd) ? options.env['PWD'] : options.cwd,
      env: { ...options.env },
    })
  } catch (error) {
    if (facts.stderr !== null) closeSync(facts.stderr.readFd)
    throw new SpawnError('internal', 'the terminal could not be opened', { cause: error })
  }
}

/** Do both names lead to one directory, so that the first is as good as the second? */
function isSameDirectory(name: string | undefined, directory: string): name is string {
  if (name === undefined || !isAbsolute(name)) return false
  try {
    return realpathSync(name) === realpathSync(directory)
  } catch {
    return false
  }
}
