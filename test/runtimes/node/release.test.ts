import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createNodeAdapter } from '../../../src/runtimes/node/adapter.js'
import { contextOf, endHangs, FIXTURES, startHang } from './hang.js'

afterEach(endHangs)

const RELEASABLE = [
  'interval-inline.mjs',
  'timer-rearming.cjs',
  'server-http.cjs',
  'server-keep-alive.cjs',
  'child-process.cjs',
  'worker.cjs',
  'worker-timer.cjs',
  'fs-watch.mjs',
  'stdin-readline.cjs',
  'udp.cjs',
  'message-channel.cjs',
  'broadcast-channel.cjs',
  'two-culprits.cjs',
  'exit-code.cjs',
]

describe.skipIf(process.platform !== 'linux')('release', () => {
  it.each(RELEASABLE)('%s ends by itself, with its own code, and says nothing', async (name) => {
    const hang = await startHang(join(FIXTURES, name))
    const adapter = createNodeAdapter()
    const { findings } = await adapter.ask(hang.target, contextOf())
    const released = await adapter.release?.(hang.target, findings, contextOf())
    expect(released).toEqual(findings.map((finding) => finding.id))
    expect(await hang.exited).toEqual({ code: name === 'exit-code.cjs' ? 7 : 0, signal: null })
    expect(hang.stderr()).toBe('Debugger attached.\nDebugger attached.\n')
  })

  it('lets go of nothing it was not told to', async () => {
    const hang = await startHang(join(FIXTURES, 'two-culprits.cjs'))
    const adapter = createNodeAdapter()
    const { findings } = await adapter.ask(hang.target, contextOf())
    const [first, second] = findings
    expect(await adapter.release?.(hang.target, findings.slice(0, 1), contextOf())).toEqual([first?.id])
    const again = await adapter.ask(hang.target, contextOf())
    expect(again.findings.map((finding) => finding.id)).toEqual([second?.id])
  })
})
