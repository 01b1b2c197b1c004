import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { REPOSITORY, runOverstay } from '../support/run-overstay.js'

interface Expected {
  readonly command: readonly string[]
  readonly outcome: string
  readonly tests: { readonly verdict: string; readonly passed?: number }
  readonly suspect: { readonly kind: string; readonly file: string; readonly line: number }
}

describe('the examples on Node hang as their README says', () => {
  it.each(['node-open-server', 'vitest-open-server'])('%s', async (name) => {
    const cwd = join(REPOSITORY, 'examples', name)
    const expected = JSON.parse(readFileSync(join(cwd, 'expected.json'), 'utf8')) as Expected
    const packages = join(cwd, 'node_modules')
    const borrows = !existsSync(packages)
    if (borrows) symlinkSync(join(REPOSITORY, 'node_modules'), packages)
    try {
      const PATH = `${join(packages, '.bin')}:${process.env['PATH']}`
      const { report, code } = await runOverstay(expected.command, {
        cwd,
        env: { PATH },
        options: ['--teardown-timeout', '2s'],
      })
      expect(report?.outcome).toBe(expected.outcome)
      expect(report?.tests).toMatchObject({ finished: true, ...expected.tests })
      expect(report?.suspects[0]).toMatchObject({ kind: expected.suspect.kind, confidence: 'proved' })
      expect(report?.suspects[0]?.site).toMatchObject({ file: expected.suspect.file, line: expected.suspect.line })
      expect(report?.exit).toMatchObject({ code: 121, commandCode: 0, endedBy: 'release' })
      expect(code).toBe(121)
    } finally {
      if (borrows) rmSync(packages)
    }
  })
})
