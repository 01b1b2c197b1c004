import fc from 'fast-check'
import { expect, it } from 'vitest'
import { buildReport, type ReportContext } from '../../src/core/report/build.js'
import { REPORT_FORMATS } from '../../src/report/formats.js'
import { renderJson } from '../../src/report/json.js'
import { parseReport } from '../../src/report/parse.js'
import { renderText } from '../../src/report/text/render.js'
import { claimOf, findingOf, type SimProcess, simulate, type World } from '../core/run/simulation.js'
import { readReport } from './support.js'

const sample = readReport('clean')
const CONTEXT: ReportContext = {
  toolVersion: '0.1.0',
  iteration: null,
  runId: 'r',
  command: ['npx', 'vitest', '--token=secret'],
  cwd: '/home/dev',
  startedAt: sample.startedAt,
  host: sample.host,
  profile: null,
}

const ms = (max: number) => fc.integer({ min: 0, max })

const processes: fc.Arbitrary<SimProcess[]> = fc
  .array(fc.tuple(fc.option(ms(30_000)), fc.constantFrom(0, 1), fc.option(ms(9_000)), ms(4_000)), {
    minLength: 1,
    maxLength: 4,
  })
  .map((list) =>
    list.map(([endsAtMs, exitCode, termMs, bornAtMs], index) => ({
      pid: 10 + index,
      ppid: index === 0 ? 1 : 9 + index,
      exitCode,
      ...(index === 0 ? {} : { bornAtMs }),
      ...(endsAtMs === null ? {} : { endsAtMs }),
      ...(termMs === null ? {} : { obeys: { SIGTERM: termMs } }),
    })),
  )

const worlds: fc.Arbitrary<World> = fc
  .tuple(processes, fc.option(ms(5_000)), fc.constantFrom('passed' as const, 'failed' as const), fc.option(ms(20_000)))
  .map(([members, finishMs, verdict, signalMs]) => ({
    policy: { deadlineMs: 40_000 },
    processes: members,
    script: [
      ...(finishMs === null ? [] : [{ type: 'finishClaimed' as const, atMs: finishMs, claim: claimOf(verdict) }]),
      ...(signalMs === null
        ? []
        : [{ type: 'userSignalled' as const, atMs: signalMs, signal: 'SIGINT' as const, delivered: false }]),
    ].sort((a, b) => a.atMs - b.atMs),
    diagnosisMs: 100,
    findings: [findingOf('f0', 10, { summary: "child 'x --token secret'", evidence: ['DB_PASSWORD=secret x'] })],
    willEndInMs: null,
  }))

it('every run has a report that is read back as it was written, and a summary', () => {
  fc.assert(
    fc.property(worlds, (world) => {
      const report = buildReport(simulate({ ...world, untilMs: 200_000 }).state, CONTEXT)
      const parsed = parseReport(renderJson(report))
      expect(parsed).toMatchObject({ ok: true })
      if (parsed.ok) expect(parsed.report).toEqual(report)
      expect(renderJson(report)).not.toContain('secret')
      const text = renderText(report, { width: 80, colour: false, verbosity: 'normal', ascii: false })
      expect(text === '').toBe(report.outcome === 'clean')
    }),
    { numRuns: 200 },
  )
})

it('every run can be shown by every face', async () => {
  await fc.assert(
    fc.asyncProperty(worlds, async (world) => {
      const report = buildReport(simulate({ ...world, untilMs: 200_000 }).state, CONTEXT)
      for (const format of REPORT_FORMATS) await format.render(report)
    }),
    { numRuns: 30 },
  )
})
