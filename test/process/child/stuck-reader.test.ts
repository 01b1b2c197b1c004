import { afterEach, describe, expect, it } from 'vitest'
import { type ChildMode, type ChildRun, runChild } from '../../support/run-child.js'

let run: ChildRun
afterEach(() => run.stop())

describe.each<ChildMode>(['pty', 'pipes'])('when nobody reads the output, over %s', (mode) => {
  it('the end of the command is told all the same, with what it wrote', async () => {
    run = await runChild(mode, ['sh', '-c', 'while :; do echo 0123456789; done'])
    await run.seen('0123456789')
    run.child.pause()
    process.kill(run.child.pid, 'SIGTERM')
    expect(await run.exit).toEqual({ code: null, signal: 'SIGTERM' })
    await run.closed
    expect(run.text()).toMatch(/^(0123456789\r?\n)+\d*\r?\n?$/)
  })

  it('a straggler that goes on writing is held back, not stored', async () => {
    run = await runChild(mode, ['sh', '-c', 'yes & exit 0'])
    run.child.pause()
    await run.exit
    const atExit = run.bytes().length
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(run.bytes().length - atExit).toBeLessThan(2_000_000)
    const before = run.bytes().length
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(run.bytes().length).toBe(before)
    run.child.breakOutput(mode === 'pty' ? 'terminal' : 'stdout')
  })
})
