import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Outcome } from '../../../../src/core/outcome.js'
import type { Report } from '../../../../src/core/report/model.js'
import type { SuspectKind } from '../../../../src/core/suspects/finding.js'
import { OVERSTAY, runOverstay } from '../../../support/run-overstay.js'
import { openTerminal } from '../../../support/terminal-driver.js'

export const HANGS = fileURLToPath(new URL('../../../fixtures/hangs/python/', import.meta.url))

/** What a fixture's case.json says: how it is run and what is right. */
export interface HangCase {
  readonly name: string
  readonly command: readonly string[]
  /** Modules it imports, with bounds where they matter. */
  readonly needs: readonly string[]
  readonly services?: readonly string[]
  /** It reads from the terminal: over a pipe it does not hang. */
  readonly terminal?: boolean
  readonly outcome: Outcome
  readonly kind?: SuspectKind
  /** The command's own exit code; null: it has none, or it is ended by a signal. */
  readonly exitCode: number | null
}

export function readCases(): readonly HangCase[] {
  return readdirSync(HANGS).map((name) => ({
    name,
    ...(JSON.parse(readFileSync(join(HANGS, name, 'case.json'), 'utf8')) as Omit<HangCase, 'name'>),
  }))
}

/** Lines marked `# named: created` and `# named: blocked`, as `file:line`. */
export function namedLines(name: string): readonly { readonly place: string; readonly role: string }[] {
  return readdirSync(join(HANGS, name))
    .filter((file) => file.endsWith('.py'))
    .flatMap((file) =>
      readFileSync(join(HANGS, name, file), 'utf8')
        .split('\n')
        .map((line, index) => ({ place: `${file}:${index + 1}`, role: /# named: (\w+)/.exec(line)?.[1] ?? '' }))
        .filter((found) => found.role !== ''),
    )
}

const OPTIONS: Partial<Record<Outcome, readonly string[]>> = {
  stalled: ['--stall', '3s'],
  deadline: ['--deadline', '3s'],
}

/** Run a copy of the case under overstay, in a directory of its own. */
export async function runCase(
  hang: HangCase,
  python: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Report | null> {
  const directory = mkdtempSync(join(tmpdir(), 'overstay-hang-'))
  try {
    cpSync(join(HANGS, hang.name), directory, { recursive: true })
    rmSync(join(directory, 'case.json'))
    const command = hang.command.map((word) => (word === 'python' ? python : word))
    const options = ['--teardown-timeout', '2s', '--teardown-limit', '8s', ...(OPTIONS[hang.outcome] ?? [])]
    if (hang.terminal === true) return await runOnTerminal(command, options, directory)
    return (await runOverstay(command, { cwd: directory, options, env })).report
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

async function runOnTerminal(
  command: readonly string[],
  options: readonly string[],
  directory: string,
): Promise<Report | null> {
  const file = join(directory, 'report.json')
  const script = 'cd "$1" && shift && exec "$@"'
  const overstay = [process.execPath, OVERSTAY, '--headless', '--json', file, ...options, '--', ...command]
  const terminal = await openTerminal(['/bin/sh', '-c', script, 'sh', directory, ...overstay])
  try {
    await terminal.exited
    return JSON.parse(readFileSync(file, 'utf8')) as Report
  } finally {
    terminal.close()
  }
}
