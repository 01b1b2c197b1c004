import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type HangCase, namedLines, readCases, runCase } from './support/hang-case.js'
import { findPython } from './support/interpreter.js'
import { startPostgres } from './support/postgres.js'

const isCi = process.env['CI'] === 'true'
let postgres: Awaited<ReturnType<typeof startPostgres>> = null

beforeAll(async () => {
  postgres = await startPostgres()
}, 60_000)
afterAll(() => postgres?.stop())

describe('every kind of hang in Python', () => {
  for (const hang of readCases()) {
    it(hang.name, { timeout: 90_000 }, async (context) => {
      const python = findPython(hang.needs)
      if (!isCi && python === null) return context.skip(`needs ${hang.needs.join(', ')}`)
      if (!isCi && hang.services !== undefined && postgres === null) return context.skip('needs PostgreSQL')
      judge(hang, await runCase(hang, python ?? 'python3', postgres?.env))
    })
  }
})

function judge(hang: HangCase, report: Awaited<ReturnType<typeof runCase>>): void {
  // On a loaded machine a decoy may be slow; it must never be called anything else.
  const right = hang.outcome === 'clean' ? ['clean', 'slow-exit'] : [hang.outcome]
  expect(right).toContain(report?.outcome)
  expect(report?.ladder.survivors).toEqual([])
  if (hang.exitCode !== null) expect(report?.exit.commandCode ?? hang.exitCode).toBe(hang.exitCode)
  const named = (report?.suspects ?? [])
    .slice(0, 3)
    .map(({ site }) => (site === null ? '-' : `${site.file}:${site.line}`))
  const lines = namedLines(hang.name)
  const created = lines.filter((line) => line.role === 'created')
  const best = created.length > 0 ? created : lines
  if (best.length > 0) expect(best.map((line) => line.place)).toContainEqual(expect.toBeOneOf(named))
  if (hang.kind !== undefined) expect((report?.suspects ?? []).slice(0, 3).map(({ kind }) => kind)).toContain(hang.kind)
}
