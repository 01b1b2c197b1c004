import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { LIMITS } from '../../../src/core/limits.js'
import { createOutputPump } from '../../../src/supervisor/child/output-pump.js'

/** A consumer that takes one piece at a time, when it is told to. */
function slowConsumer() {
  const waiting: (() => void)[] = []
  const stream = new Writable({ write: (_bytes, _encoding, done) => void waiting.push(done) })
  return { stream, takeOne: () => waiting.shift()?.(), waiting }
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('the output pump', () => {
  it('holds the command back above the high bound and lets it go on below the low one', async () => {
    const { stream, takeOne, waiting } = slowConsumer()
    const calls: string[] = []
    const pump = createOutputPump({
      stdout: stream,
      stderr: new Writable(),
      pause: () => calls.push('pause'),
      resume: () => calls.push('resume'),
      onBroken: () => calls.push('broken'),
    })
    const piece = new Uint8Array(64 * 1024)
    while (pump.pendingBytes <= LIMITS.outputPendingHighBytes) pump.write('stdout', piece)
    expect(calls).toEqual(['pause'])
    expect(await pump.flush(5)).toBe(false)
    while (waiting.length > 0) {
      takeOne()
      await settle()
    }
    expect(calls).toEqual(['pause', 'resume'])
    expect(await pump.flush(1_000)).toBe(true)
  })

  it('tells once that a consumer has gone, and drops what comes for it', async () => {
    const calls: string[] = []
    const stream = new Writable({ write: (_bytes, _encoding, done) => done(new Error('EPIPE')) })
    const pump = createOutputPump({
      stdout: stream,
      stderr: new Writable(),
      pause() {},
      resume() {},
      onBroken: (name) => calls.push(name),
    })
    pump.write('stdout', new Uint8Array(10))
    await settle()
    pump.write('stdout', new Uint8Array(10))
    expect(calls).toEqual(['terminal', 'stdout'])
    expect(await pump.flush(1_000)).toBe(true)
    pump.close()
  })
})
