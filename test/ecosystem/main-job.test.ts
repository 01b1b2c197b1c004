import { existsSync, rmSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { isAlive, runOverstay } from '../support/run-overstay.js'
import { SUITES, type Suite, type Variant, writeSuite } from './suites.js'

/** The program's main job on real runners: clean, failing, overstaying and both, over a pty and over pipes. */

async function runSuite(suite: Suite, variant: Variant, pty: string, options: readonly string[] = []) {
  const cwd = writeSuite(suite, variant)
  try {
    return await runOverstay(suite.command, {
      cwd,
      options: ['--pty', pty, '--headless', '--teardown-timeout', '2s', ...options],
      timeoutMs: 90_000,
    })
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

const COUNTS = { passed: 2, failed: 0, skipped: 1 }
const FAILED_COUNTS = { passed: 1, failed: 1, skipped: 1 }

for (const suite of SUITES) {
  const isThere = suite.needs === null || existsSync(suite.needs)
  if (!isThere && process.env['CI'] === 'true') throw new Error(`CI lacks ${suite.needs}`)
  const name = isThere ? suite.runner : `${suite.runner} (skipped: no ${suite.needs})`

  describe.skipIf(!isThere).each(['never', 'always'])(`${name}, --pty %s`, (pty) => {
    it('clean', async () => {
      const ran = await runSuite(suite, { hang: false, fail: false }, pty)
      expect(ran.report?.outcome).toBe('clean')
      expect(ran.report?.tests).toMatchObject({ finished: true, verdict: 'passed', runner: suite.runner, ...COUNTS })
      expect(ran.code).toBe(0)
      expect(ran.stderr).not.toMatch(/overstay:/)
    })

    it('failing', async () => {
      const ran = await runSuite(suite, { hang: false, fail: true }, pty)
      expect(ran.report?.outcome).toBe('clean')
      expect(ran.report?.tests).toMatchObject({ verdict: 'failed', ...FAILED_COUNTS })
      expect(ran.code).toBe(1)
    })

    it('overstaying: the line is named, 121, nothing is left', async () => {
      const ran = await runSuite(suite, { hang: true, fail: false }, pty)
      expect(ran.report?.outcome).toBe('overstayed')
      expect(ran.report?.tests).toMatchObject({ verdict: 'passed', ...COUNTS })
      expect(ran.code).toBe(121)
      const named = ran.report?.suspects
        .slice(0, 3)
        .map(({ kind, site }) => ({ kind, file: site?.file, line: site?.line }))
      expect(named).toContainEqual(suite.culprit)
      expect(ran.report?.ladder.survivors).toEqual([])
      expect(ran.report?.processes.filter((process) => isAlive(process.pid))).toEqual([])
    })

    it('failing and overstaying: never 0, never 121', async () => {
      const ran = await runSuite(suite, { hang: true, fail: true }, pty)
      expect(ran.report?.outcome).toBe('overstayed')
      expect(ran.report?.tests).toMatchObject({ verdict: 'failed', ...FAILED_COUNTS })
      expect(ran.code).toBe(1)
    })
  })
}
