import { describe, expect, it } from 'vitest'
import { LABELS, readTranscript, recognise } from './transcripts.js'

/** What tests of other projects print: none of it may change what is recognised of the run it is printed in. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  'one line each': '=== 3 passed in 0.10s ===\nTests:       3 passed, 3 total\nok  \tpkg\t0.1s\n# pass 3',
  vitest: ' Test Files  9 passed (9)\n      Tests  99 passed (99)\n   Duration  12ms',
  jest: 'Test Suites: 9 passed, 9 total\nTests:       99 passed, 99 total\nTime:        0.5 s\nRan all test suites.',
  mocha: '\n  4 passing (12ms)\n',
  cargo: 'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s',
}

/** Where a test of the run could have printed: after the first test line, before the summary. */
const PLACES: Readonly<Record<string, RegExp>> = {
  vitest: /✓ ok/,
  jest: /fails on purpose$/,
  mocha: /✔.* top/,
  'node-test': /✔.* top|^ok 2 - top/,
  pytest: /^test_a\.py/,
  'go-test': /=== RUN +TestTwo$/,
  'cargo-test': /^test t::adds/,
  tape: /^ok 1 fine/,
  qunit: /^ok 3 top/,
  bun: /^\(pass\) ok/,
  deno: /^ok \.\.\./,
  cucumber: /^Pending scenarios/,
  rspec: /^Pending:/,
  minitest: /^E\.\.SF/,
  phpunit: /^\.FESIR/,
  googletest: /OK \] M\.adds/,
  catch2: /host application/,
  exunit: /^ *1\) test bad/,
  'maven-surefire': /Running MixedTest/,
}

describe.each(Object.entries(LOOKALIKES))('%s', (_, block) => {
  it('is not believed inside a run', () => {
    for (const { file, runner } of LABELS.filter((label) => label.columns === null && !label.decoy && label.finished)) {
      const place = PLACES[runner]
      const lines = Buffer.from(readTranscript(file)).toString('utf8').split('\n')
      const at =
        place === undefined ? -1 : lines.findIndex((line) => place.test(line.replaceAll(/\x1b\[[0-9;]*m/g, '')))
      if (at < 0) continue
      const printed = [...lines.slice(0, at + 1), block, ...lines.slice(at + 1)].join('\n')
      const { verdict, counts } = recognise(readTranscript(file), null).claim!
      expect(recognise(new TextEncoder().encode(printed), null).claim, file).toMatchObject({ verdict, counts })
    }
  })
})
