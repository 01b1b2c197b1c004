import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { createNodeAdapter } from '../../../src/runtimes/node/adapter.js'
import { contextOf, culpritLines, endHangs, FIXTURES, startProgram, targetOf } from './hang.js'

afterEach(endHangs)

const ROOT = join(FIXTURES, '../vitest-hook')
const VITEST = join(FIXTURES, '../../../../node_modules/vitest/vitest.mjs')

describe.skipIf(process.platform !== 'linux')('a hook that never settles', () => {
  it.each(['forks', 'threads'])('vitest %s: the innermost await, through source maps', async (pool) => {
    const ready = join(mkdtempSync(join(tmpdir(), 'overstay-test-')), 'ready')
    const runner = startProgram([VITEST, 'run', '--root', ROOT, '--pool', pool], { READY_FILE: ready })
    for (let waits = 0; !existsSync(ready) || readFileSync(ready, 'utf8') === ''; waits++) {
      expect(waits, runner.stderr()).toBeLessThan(400)
      await sleep(50)
    }
    const pid = Number(readFileSync(ready, 'utf8'))
    const adapter = createNodeAdapter()
    const { findings } = await adapter.ask(targetOf(pid), contextOf({ cwd: ROOT }))
    const culprit = findings.find((finding) => finding.kind === 'pending-promise')
    const file = join(ROOT, 'broker.ts')
    expect(culprit?.site).toMatchObject({ file, line: culpritLines(file)[0] })
    expect(culprit?.stack.map((frame) => frame.file)).toEqual([file, join(ROOT, 'broker.spec.ts')])
    // Everything else is the runner's own, and is never let go.
    const others = findings.filter((finding) => finding !== culprit)
    expect(others.map((finding) => finding.resource?.details['runnerInternal'])).toEqual(others.map(() => true))
    expect(await adapter.release?.(targetOf(pid), findings, contextOf())).toEqual([])
  })
})
