import { expect, it } from 'vitest'
import { explainFinish } from '../../../src/core/finish/explain.js'
import { OPTIONS, readTranscript } from './transcripts.js'

it('tells line by line what was recognised', () => {
  const told: string[] = []
  const recogniser = explainFinish(OPTIONS, (line) => told.push(line))
  recogniser.feed('stdout', readTranscript('jest/decoy-prints.pipe.txt'))
  recogniser.end()
  expect(told).toMatchInlineSnapshot(`
    [
      "jest: part of the summary: Tests:       3 passed, 3 total",
      "jest: part of the summary: Test Suites: 9 passed, 9 total",
      "jest: part of the summary: Tests:       99 passed, 99 total",
      "jest: the summary is complete: Time:        0.5 s",
      "jest: test output: FAIL ./a.test.js",
      "jest: test output: ✓ prints like a summary (46 ms)",
      "mocha: test output: ✓ prints like a summary (46 ms)",
      "jest: test output: ✕ real failure (6 ms)",
      "jest: part of the summary: Test Suites: 1 failed, 1 total",
      "jest: part of the summary: Tests:       1 failed, 1 passed, 2 total",
      "jest: the summary is complete: Time:        0.537 s, estimated 1 s",
      "  => finished: jest, failed (1 passed, 1 failed, 0 skipped)",
      "(the output has ended)",
    ]
  `)
})
