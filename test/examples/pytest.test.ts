import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPython } from '../runtimes/python/support/interpreter.js'
import { REPOSITORY, runOverstay } from '../support/run-overstay.js'

interface Expected {
  readonly setup?: readonly string[]
  readonly teardown?: readonly string[]
  readonly command: readonly string[]
  readonly outcome: string
  readonly tests: { readonly verdict: string }
  readonly suspect: { readonly kind: string; readonly file: string; readonly line: number }
}

const isCi = process.env['CI'] === 'true'
const hasPostgres = existsSync('/usr/lib/postgresql')

describe('the examples in Python hang as their README says', () => {
  it.each([
    ['pytest-thread', ['pytest']],
    ['pytest-async-engine', []],
    ['pytest-async-engine/postgres', []],
  ])('%s', { timeout: 240_000 }, async (name, needs) => {
    const python = findPython(needs)
    const isMissing = python === null || (name.endsWith('postgres') && !hasPostgres)
    if (isMissing && !isCi) return
    const directory = join(REPOSITORY, 'examples', name)
    const expected = JSON.parse(readFileSync(join(directory, 'expected.json'), 'utf8')) as Expected
    const env = { PYTHON: python ?? 'python3', PYTHONDONTWRITEBYTECODE: '1', PATH: pathWith(python) }
    prepare(expected.setup, directory, env)
    try {
      const { report } = await runOverstay(expected.command, {
        cwd: directory,
        env,
        options: ['--teardown-timeout', '2s'],
      })
      expect(report?.outcome).toBe(expected.outcome)
      expect(report?.tests.verdict).toBe(expected.tests.verdict)
      expect(report?.suspects[0]).toMatchObject({ kind: expected.suspect.kind })
      expect(report?.suspects[0]?.site).toMatchObject({ file: expected.suspect.file, line: expected.suspect.line })
      expect(report?.exit).toMatchObject({ code: 121, commandCode: 0, endedBy: 'release' })
    } finally {
      prepare(expected.teardown, directory, env)
    }
  })
})

/** The example's command says `python3`: let that be the interpreter that has what it needs. */
function pathWith(python: string | null): string {
  const before = process.env['PATH'] ?? ''
  return python?.startsWith('/') === true ? `${dirname(python)}:${before}` : before
}

function prepare(command: readonly string[] | undefined, cwd: string, env: Record<string, string>): void {
  if (command === undefined) return
  execFileSync(command[0]!, command.slice(1), { cwd, env: { ...process.env, ...env }, stdio: 'pipe', timeout: 200_000 })
}
