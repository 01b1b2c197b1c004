// Seen: vitest 5.1.1, 4.1.12, 3.2.7, 1.6.1 (default, verbose, dot, github-actions reporters; terminal and pipe).
// Source: vitest-dev/vitest packages/vitest/src/node/reporters/base.ts (reportTestSummary, printErrorsSummary).
import { type Facts, type Format, int, readCounts, tookMs } from './format.js'

const COUNTS = '(?:\\d+ (?:failed|passed|skipped|todo|expected fail)(?: \\| )?)+'

export const vitest: Format = {
  name: 'vitest',
  title: 'Vitest',
  language: 'JavaScript',
  finish: '`Duration` of the block `Test Files` / `Tests` / `Errors` / `Start at` / `Duration`',
  announces: 'header',
  doubt: (summary, run) =>
    (summary.units ?? 0) > run.seen + (summary.failedUnits ?? 0) || (run.seen === 0 && !run.hasHeader),
  rules: [
    { role: 'start', on: [' RUN ', ' DEV '], match: /^\s*(?:RUN|DEV)\s+v\d+\.\d+\S*\s/ },
    {
      role: 'test',
      on: ['✓', '×', '❯', '↓', '√'],
      match: /^\s(?:[✓×❯↓]|\u221a)\s+(?:\|[^|]+\| |\S+ {2})?\S.*?(?: \(\d+ tests?\b.*\)| > .*?|\s)\s*(?:(\d+)ms)?$/u,
      read: ([, ms]) => (ms === undefined ? {} : { tookMs: int(ms) }),
    },
    { role: 'test', on: ['·'], match: /^[x*-]*·[·x*-]*$/u, read: ([dots]) => ({ count: dots!.length }) },
    {
      role: 'part',
      on: ['Test Files '],
      match: new RegExp(`^ Test Files {2}(?:(${COUNTS}) \\((\\d+)\\)|no tests)$`),
      read: ([, counts, total]) => readFiles(counts ?? '', total),
    },
    {
      role: 'part',
      on: ['Tests '],
      match: new RegExp(`^ +Tests {2}(?:(${COUNTS}) \\((\\d+)\\)|no tests)$`),
      read: ([, counts, total]) => readTests(counts ?? '', total),
    },
    {
      role: 'part',
      on: ['Errors '],
      match: /^ +(?:Type )?Errors {2}(\d+) errors?$/,
      read: ([, count]) => ({ errors: int(count), isFailed: int(count) > 0 }),
    },
    {
      role: 'part',
      on: ['Type Errors '],
      match: /^Type Errors {2}(.*)$/,
      read: ([, counts]) => ({ isFailed: counts !== 'no errors' }),
    },
    {
      role: 'end',
      on: ['Duration '],
      match: /^ +Duration {2}(\d+(?:\.\d+)?)(ms|s|m)\b/,
      read: ([, amount, unit], run) =>
        run.summary === null && run.facts.hasFiles === true ? { tookMs: tookMs(amount, unit) } : null,
    },
    {
      role: 'end',
      on: ['No test files found, exiting', 'No test suite'],
      match: /^No test files found, exiting with code ([01])/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    {
      role: 'after',
      on: ['ERROR: Coverage'],
      match: /^ERROR: Coverage for .* does not meet/,
      read: () => ({ isFailed: true }),
    },
    { role: 'after', on: ['Unhandled Error'], match: /Unhandled Errors?\b.*[⎯─]/u, read: () => ({ isFailed: true }) },
    {
      role: 'watch',
      on: ['Waiting for file', 'Watching for file'],
      match: /(?:Waiting|Watching) for file changes\.\.\.$/,
    },
  ],
}

function readFiles(text: string, total: string | undefined): Facts {
  const counts = readCounts(text)
  return { hasFiles: true, units: int(total), failedUnits: counts.get('failed') ?? 0 }
}

function readTests(text: string, total: string | undefined): Facts {
  const counts = readCounts(text)
  return {
    passed: counts.get('passed') ?? 0,
    failed: counts.get('failed') ?? 0,
    skipped: counts.get('skipped') ?? 0,
    total: int(total),
  }
}
