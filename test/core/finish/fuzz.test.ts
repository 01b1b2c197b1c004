import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ansiSoup, chunkSizes, edits, mutate, randomBytes } from './mutations.js'
import { LABELS, readTranscript, recognise } from './transcripts.js'

// `node scripts/fuzz-finish.mjs --minutes 10` runs the same properties for longer, with a seed of its own.
const minutes = Number(process.env['OVERSTAY_FUZZ_MINUTES'] ?? 0)
const seed = Number(process.env['OVERSTAY_FUZZ_SEED'] ?? 20_261_122)
const PROPERTIES = 5
const share =
  minutes > 0
    ? {
        numRuns: 1_000_000_000,
        interruptAfterTimeLimit: (minutes * 60_000) / PROPERTIES,
        markInterruptAsFailure: false,
      }
    : {}
const settings = (numRuns: number) => ({ seed, numRuns, ...share })
const timeout = minutes > 0 ? minutes * 60_000 : 60_000

const columns = fc.constantFrom(null, 40, 80)
const failing = LABELS.filter((label) => label.finished && label.verdict === 'failed')

describe('whatever the bytes', () => {
  it('does not throw and does not depend on how they are cut', { timeout }, () => {
    fc.assert(
      fc.property(fc.oneof(ansiSoup, randomBytes), columns, chunkSizes, (bytes, width, sizes) => {
        expect(recognise(bytes, width, sizes).claim).toEqual(recognise(bytes, width).claim)
      }),
      settings(400),
    )
  })

  it('keeps what it says within bounds', { timeout }, () => {
    fc.assert(
      fc.property(ansiSoup, columns, (bytes, width) => {
        const { claim, observations } = recognise(bytes, width)
        expect((claim?.line ?? '').length).toBeLessThanOrEqual(300)
        expect(observations.length).toBeLessThanOrEqual(bytes.length + 1)
      }),
      settings(200),
    )
  })
})

describe('mutated transcripts', () => {
  it('never become passed while their failing lines are intact', { timeout }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...failing), edits, (label, list) => {
        const mutated = mutate(readTranscript(label.file), list)
        expect(recognise(mutated, label.columns).claim?.verdict).not.toBe('passed')
      }),
      settings(600),
    )
  })

  it('do not depend on how they are cut', { timeout }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...LABELS), edits, chunkSizes, (label, list, sizes) => {
        const mutated = mutate(readTranscript(label.file), list)
        expect(recognise(mutated, label.columns, sizes).claim).toEqual(recognise(mutated, label.columns).claim)
      }),
      settings(200),
    )
  })

  it('are read in linear time', { timeout }, () => {
    fc.assert(
      fc.property(fc.constantFrom(...LABELS), edits, (label, list) => {
        const mutated = mutate(readTranscript(label.file), list)
        const repeated = new Uint8Array(Buffer.concat(Array.from({ length: 40 }, () => mutated)))
        const start = process.cpuUsage()
        recognise(repeated, label.columns)
        const { user, system } = process.cpuUsage(start)
        expect((user + system) / 1e6, 'seconds').toBeLessThan(1 + repeated.length / 1e5)
      }),
      settings(40),
    )
  })
})
