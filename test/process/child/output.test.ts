import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { type ChildMode, type ChildRun, runChild } from '../../support/run-child.js'

let run: ChildRun | null = null
afterEach(() => run?.stop())

const BLAST = new URL('../../fixtures/programs/blast.cjs', import.meta.url).pathname

/** The bytes blast.cjs writes: every value occurs, no final newline, nothing that a terminal would turn around. */
function pattern(byteCount: number): Buffer {
  return Buffer.from(Array.from({ length: byteCount }, (_, i) => (i * 31 + (i >> 8) * 7) & 0xff || 1))
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

describe.each<ChildMode>(['pty', 'pipes'])('bytes over %s', (mode) => {
  it.each([
    [0, 'idle'],
    [20_000, 'idle'],
    [20_000, 'busy'],
    [200_000, 'idle'],
    [200_000, 'busy'],
    [5_000_000, 'idle'],
  ])('%i bytes to an %s consumer arrive whole before the exit is told', async (byteCount, consumer) => {
    const busy = () => {
      const end = performance.now() + 15
      while (consumer === 'busy' && performance.now() < end);
    }
    const timer = setInterval(busy, 17)
    run = await runChild(mode, ['node', BLAST, String(byteCount), mode === 'pty' ? 'raw' : 'plain'])
    expect(await run.exit).toEqual({ code: 3, signal: null })
    clearInterval(timer)
    expect(run.bytesAtExit()).toBe(byteCount)
    expect(sha256(run.bytes())).toBe(sha256(pattern(byteCount)))
    await run.closed
  })

  it('gives out single bytes as they are written', async () => {
    run = await runChild(mode, [
      'sh',
      '-c',
      'for i in 1 2 3 4 5; do printf x; sleep 0.02; done; printf "\\033"; sleep 0.2',
    ])
    await run.seen('xxxxx\x1b', 2_000)
    expect(await run.exit).toEqual({ code: 0, signal: null })
    expect(run.text()).toBe('xxxxx\x1b')
  })

  it('receives what stragglers write after the exit, and says when nobody is left', async () => {
    run = await runChild(mode, ['sh', '-c', '(for i in 1 2 3; do sleep 0.1; echo tick $i; done) & echo main; exit 5'])
    expect(await run.exit).toEqual({ code: 5, signal: null })
    expect(run.text()).toMatch(/^main\r?\n$/)
    await run.closed
    expect(run.text()).toMatch(/^main\r?\ntick 1\r?\ntick 2\r?\ntick 3\r?\n$/)
  })

  it('holds the command back while paused and loses nothing', async () => {
    run = await runChild(mode, ['node', BLAST, '2000000', mode === 'pty' ? 'raw' : 'plain'])
    run.child.pause()
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = run.bytes().length
    expect(before).toBeLessThan(400_000)
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(run.bytes().length).toBe(before)
    run.child.resume()
    await run.exit
    expect(sha256(run.bytes())).toBe(sha256(pattern(2_000_000)))
  })
})

it('keeps stdout and stderr apart over pipes', async () => {
  run = await runChild('pipes', ['sh', '-c', 'echo out; echo err >&2'])
  await run.closed
  expect(run.bytes('stdout').toString()).toBe('out\n')
  expect(run.bytes('stderr').toString()).toBe('err\n')
})

it('gives the command real pipes, which can be opened by name', async () => {
  run = await runChild('pipes', ['sh', '-c', 'echo named >/dev/stdout; echo also | tee /dev/stderr >/dev/null'])
  expect(await run.exit).toEqual({ code: 0, signal: null })
  expect(run.bytes('stdout').toString()).toBe('named\n')
  expect(run.bytes('stderr').toString()).toBe('also\n')
})

it('ends writers by SIGPIPE when the consumer has gone', async () => {
  run = await runChild('pipes', ['yes'])
  await run.seen('y\n')
  run.child.breakOutput('stdout')
  expect(await run.exit).toEqual({ code: null, signal: 'SIGPIPE' })
})
