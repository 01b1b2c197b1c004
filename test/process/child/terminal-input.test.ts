import { afterEach, expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { type ChildRun, runChild, waitFor } from '../../support/run-child.js'

let run: ChildRun
afterEach(() => run.stop())

it('does not burn CPU on a raw-mode command that does not read, and delivers once it does', async () => {
  const script = 'stty raw -echo; echo ready; sleep 1; head -c 100000 | cksum; stty sane'
  let isWritable = false
  run = await runChild('pty', ['sh', '-c', script], {
    handlers: {
      onWritable: () => {
        isWritable = true
      },
    },
  })
  await run.seen('ready')
  const before = process.cpuUsage()
  expect(run.child.write(new Uint8Array(100_000).fill(0x61))).toBe(false)
  await new Promise((resolve) => setTimeout(resolve, 800))
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1_000).toBeLessThan(200)
  await waitFor(() => isWritable)
  await run.exit
  // What cksum says of 100 000 times `a`.
  expect(run.text()).toContain('100000')
})

it('refuses more than the bound instead of growing', async () => {
  run = await runChild('pty', ['sh', '-c', 'stty raw -echo; echo ready; sleep 0.3'])
  await run.seen('ready')
  expect(run.child.write(new Uint8Array(LIMITS.terminalInputPendingBytes + 1))).toBe(false)
  await run.exit
  expect(run.child.write(Uint8Array.of(0x61))).toBe(true)
  run.child.resize(10, 10)
})

it('tells of a stop, and goes on by itself when somebody else wakes the command', async () => {
  const stops: number[] = []
  run = await runChild('pty', ['sh', '-c', 'echo ready; kill -STOP $$; echo awake; exit 8'], {
    handlers: { onStopped: (signal) => stops.push(signal) },
  })
  await waitFor(() => stops.length === 1)
  process.kill(run.child.pid, 'SIGCONT')
  expect(await run.exit).toEqual({ code: 8, signal: null })
  expect(run.text()).toContain('awake')
})

it('survives the death of its keeper: the end of the command is unknown', async () => {
  run = await runChild('pty', ['sh', '-c', 'echo ready; exec sleep 30'])
  await run.seen('ready')
  process.kill(run.child.keeperPid!, 'SIGKILL')
  expect(await run.exit).toEqual({ code: null, signal: null })
  await run.closed
})
