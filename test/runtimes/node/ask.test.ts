import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { SuspectKind } from '../../../src/core/suspects/finding.js'
import { createNodeAdapter } from '../../../src/runtimes/node/adapter.js'
import { readProc } from '../../../src/runtimes/node/attach/process-files.js'
import { contextOf, culpritLines, endHangs, FIXTURES, startHang } from './hang.js'

afterEach(endHangs)

/** Fixture, kind of the finding that must come first. */
const HANGS: readonly [string, SuspectKind][] = [
  ['interval-named.cjs', 'timer'],
  ['interval-inline.mjs', 'timer'],
  ['interval-bound.cjs', 'timer'],
  ['timer-rearming.cjs', 'timer'],
  ['timer-one-shot.cjs', 'timer'],
  ['server-http.cjs', 'tcp-server'],
  ['server-express-like.cjs', 'tcp-server'],
  ['child-process.cjs', 'child-process'],
  ['worker.cjs', 'worker'],
  ['fs-watch.mjs', 'fs-watcher'],
  ['stdin-readline.cjs', 'stdin'],
  ['udp.cjs', 'udp'],
  ['message-channel.cjs', 'message-port'],
  ['broadcast-channel.cjs', 'message-port'],
  ['busy-loop.cjs', 'busy-loop'],
  ['microtask-loop.cjs', 'busy-loop'],
  ['atomics-wait.cjs', 'lock'],
  ['immediate-loop.cjs', 'immediate-loop'],
]

describe.skipIf(process.platform !== 'linux')('a process that nothing was preloaded into', () => {
  it.each(HANGS)('%s: %s, with the line', async (name, kind) => {
    const file = join(FIXTURES, name)
    const hang = await startHang(file)
    const noise: string[] = []
    const context = contextOf({ expectNoise: (line) => noise.push(line) })
    const answer = await createNodeAdapter().ask(hang.target, context)
    expect(answer.warnings).toEqual([])
    const [first] = answer.findings
    expect(first?.kind).toBe(kind)
    expect(first?.site?.file).toBe(file)
    expect(culpritLines(file)).toContain(first?.site?.line)
    expect(first?.holdsProcess).toBe(true)
    expect(hang.stderr()).toBe('Debugger attached.\n')
    expect(noise).toEqual(['Debugger attached.'])
  })

  it('names every independent culprit', async () => {
    const file = join(FIXTURES, 'two-culprits.cjs')
    const hang = await startHang(file)
    const { findings } = await createNodeAdapter().ask(hang.target, contextOf())
    expect(findings.map((finding) => finding.site?.line).sort()).toEqual(culpritLines(file))
  })

  it('names nothing that is innocent', async () => {
    const file = join(FIXTURES, 'innocent.cjs')
    const hang = await startHang(file)
    const answer = await createNodeAdapter().ask(hang.target, contextOf())
    expect(answer.findings.map((finding) => finding.site?.line)).toEqual(culpritLines(file))
    expect(answer.willEndInMs).toBeGreaterThan(2_900_000)
  })

  it('names the child a blocked process waits for, and the call when it was logged', async () => {
    const hang = await startHang(join(FIXTURES, 'exec-sync.cjs'))
    const site = { file: join(FIXTURES, 'exec-sync.cjs'), line: 4, column: 1, function: null }
    const pid = hang.target.process.pid
    // `ready` is said right before the call: it blocks once the child has become `sleep`.
    for (let waits = 0; !(readProc(pid, `task/${pid}/children`) ?? '').trim(); waits++) {
      expect(waits).toBeLessThan(500)
      await sleep(10)
    }
    const spawns = [
      { v: 1 as const, t: 0, pid, type: 'spawned' as const, child: null, command: 'sleep 301', stack: [site] },
    ]
    const answer = await createNodeAdapter().ask(hang.target, contextOf({ spawns }))
    expect(answer.answered).toBe(false)
    expect(answer.findings[0]).toMatchObject({ kind: 'child-process', site, confidence: 'likely' })
    expect(answer.findings[0]?.summary).toContain('sleep 301')
  })

  it('sees inside worker threads', async () => {
    const file = join(FIXTURES, 'worker-timer.cjs')
    const hang = await startHang(file)
    const { findings } = await createNodeAdapter().ask(hang.target, contextOf())
    const inner = findings.find((finding) => finding.thread === 'worker 1')
    expect(inner?.kind).toBe('timer')
    expect(culpritLines(file)).toContain(inner?.site?.line)
  })
})
