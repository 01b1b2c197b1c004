// Seen: jest 30.5.2, 29.7.0, 26.6.3 (one and several workers, --verbose, --silent, --bail, --coverage; terminal and pipe).
// Source: jestjs/jest packages/jest-reporters/src/{SummaryReporter,getSummary}.ts, packages/jest-core/src/getNoTestsFoundMessage.ts.
// The live area shows the same block with `Time:` rounded to seconds; the final one has decimals.
import { type Format, int, readCounts, tookMs } from './format.js'

export const jest: Format = {
  name: 'jest',
  title: 'Jest',
  language: 'JavaScript',
  finish:
    '`Time:` with decimals, or `Ran all test suites`, of the block `Test Suites` / `Tests` / `Snapshots` / `Time`',
  doubt: (summary, run) => (summary.units ?? 0) > run.seen && summary.hasShownTests !== true,
  rules: [
    { role: 'start', on: ['Determining test'], match: /^Determining test suites to run\.\.\.$/ },
    {
      role: 'test',
      on: ['PASS ', 'FAIL '],
      match:
        /^ ?(?:PASS|FAIL) +(?:[^:\s]+ +)?[^:\s]+\.\w+(?: \((?:(\d+(?:\.\d+)?) s)?(?:(?:, )?\d+ MB heap size)?\))?$/,
      read: ([, seconds]) => (seconds === undefined ? {} : { tookMs: tookMs(seconds, 's') }),
    },
    {
      role: 'test',
      on: [' ms)', ' s)'],
      match: /^ {2,}[✓✕√×] .*\((\d+(?:\.\d+)?) (ms|s)\)$/u,
      read: ([, amount, unit]) => ({ count: 0, tookMs: tookMs(amount, unit), facts: { hasShownTests: true } }),
    },
    {
      role: 'part',
      on: ['Test Suites: '],
      match: /^Test Suites: (.*?)(\d+)(?: of \d+)? total$/,
      read: ([, counts, total]) => ({
        hasSuites: true,
        failedUnits: readCounts(counts!).get('failed') ?? 0,
        units: int(total) - (readCounts(counts!).get('skipped') ?? 0),
      }),
    },
    {
      role: 'part',
      on: ['Tests: '],
      match: /^Tests: {7}((?:\d+ (?:failed|skipped|todo|passed), )*)(\d+) total$/,
      read: ([, text, total]) => {
        const counts = readCounts(text!)
        const count = (word: string) => counts.get(word) ?? 0
        return { passed: count('passed'), failed: count('failed'), skipped: count('skipped'), total: int(total) }
      },
    },
    {
      role: 'end',
      on: ['Time: '],
      match: /^Time: {8}(\d+\.\d+) (m?s)(?:, estimated \d.*)?$/,
      read: ([, amount, unit], run) =>
        run.summary === null && run.facts.hasSuites === true ? { tookMs: tookMs(amount, unit) } : null,
    },
    {
      role: 'end',
      on: ['Ran all test suites'],
      match: /^Ran all test suites(?: (?:matching|related|within|in) .*)?\.$/,
      read: (_, run) => (run.summary === null && run.facts.hasSuites === true ? {} : null),
    },
    {
      role: 'end',
      on: ['No tests found, exit'],
      match: /No tests found, exiting with code [01]/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    { role: 'part', on: ['Jest: '], match: /^Jest: .*(?:threshold|Coverage data)/, read: () => ({ isFailed: true }) },
    { role: 'watch', on: ['Watch Usage'], match: /^(?:Watch Usage(?:: Press w to show more\.)?|Active Filters: .*)$/ },
  ],
}
