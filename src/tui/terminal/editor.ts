import { spawn } from 'node:child_process'
import { basename } from 'node:path'

/** Editors that take `file:line` as one argument, and those that want a flag before it. */
const TAKES_COLON: ReadonlySet<string> = new Set(['subl', 'hx', 'helix', 'zed', 'micro', 'lapce'])
const WITH_GOTO: ReadonlySet<string> = new Set(['code', 'code-insiders', 'codium', 'cursor', 'windsurf'])

/** The command line that opens a file at a line; null when no editor is set. */
export function editorCommand(
  env: Readonly<Record<string, string | undefined>>,
  file: string,
  line: number,
): readonly string[] | null {
  const setting = env['VISUAL'] || env['EDITOR']
  if (setting === undefined || setting === '') return null
  const words = setting.split(/\s+/).filter((word) => word !== '')
  const name = basename(words[0] ?? '').replace(/\.(?:exe|cmd)$/, '')
  if (WITH_GOTO.has(name)) return [...words, '--goto', `${file}:${line}`]
  if (TAKES_COLON.has(name)) return [...words, `${file}:${line}`]
  return [...words, `+${line}`, file]
}

/** Runs it on the terminal, which must be its own meanwhile. Resolves to what went wrong, null when nothing did. */
export function runEditor(command: readonly string[], cwd: string): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(command[0]!, command.slice(1), { stdio: 'inherit', cwd })
    child.on('error', (error) => resolve(`${command[0]}: ${error.message}`))
    child.on('close', (code) => resolve(code === 0 ? null : `${command[0]} ended with ${code ?? 'a signal'}`))
  })
}
