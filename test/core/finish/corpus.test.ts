import { describe, expect, it } from 'vitest'
import { expected, LABELS, readTranscript, recognise, summarise } from './transcripts.js'

/** A small generator with a seed, so that a failing chunking can be repeated. */
function randomSizes(seed: number): number[] {
  let state = seed
  return Array.from({ length: 50 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return 1 + (state % 400)
  })
}

describe.each(LABELS)('$file', (label) => {
  const bytes = readTranscript(label.file)

  it('is recognised whole', () => {
    expect(summarise(recognise(bytes, label.columns).claim)).toEqual(expected(label))
  })

  it('is recognised byte by byte and in random pieces', () => {
    const whole = recognise(bytes, label.columns).claim
    for (const sizes of [[1], randomSizes(1), randomSizes(2), randomSizes(3)])
      expect(recognise(bytes, label.columns, sizes).claim).toEqual(whole)
  })

  it('is claimed while the command still lives', () => {
    if (label.finished) expect(summarise(recognise(bytes, label.columns).live)).toEqual(expected(label))
  })
})
