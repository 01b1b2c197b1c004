// Seen: mocha 12.0.3, 8.4.0 (spec, dot, min, nyan, landing, list, progress; terminal and pipe).
// Source: mochajs/mocha lib/reporters/base.js (epilogue), spec.js. A run begins with two empty lines: reporter and root suite.
import { type Facts, type Format, int, type Line, numbered, type RunView, type TestLine, tookMs } from './format.js'

/** `  1) ` to `  99) `, and the last two digits of longer numbers. */
const NUMBERED = Array.from({ length: 100 }, (_, count) => [
  `  ${count}) `,
  `${String(count).padStart(2, '0')}) `,
]).flat()

export const mocha: Format = {
  name: 'mocha',
  title: 'Mocha',
  language: 'JavaScript',
  finish: '`N passing (Ts)`, with `N pending` and `N failing` on the next lines',
  announces: 'blankLines',
  relists: ['failed', 'skipped'],
  doubt: isContradicted,
  rules: [
    {
      role: 'end',
      on: numbered('passing'),
      match: /^ {2,}(\d+) passing(?: \((\d+)(ms|s|m|h|d)\))?$/,
      read: ([, count, amount, unit], run, line) => ({
        ...beginAt(run, line),
        passed: int(count),
        failed: 0,
        skipped: 0,
        tookMs: tookMs(amount, unit),
      }),
    },
    {
      role: 'after',
      on: numbered('pending'),
      match: /^ {2,}(\d+) pending$/,
      read: ([, count]) => ({ skipped: int(count) }),
    },
    {
      role: 'after',
      on: numbered('failing'),
      match: /^ {2,}(\d+) failing$/,
      read: ([, count]) => ({ failed: int(count) }),
    },
    {
      role: 'test',
      on: ['✔', '✓', '√', '  - ', ...NUMBERED],
      match: /^ {2,}(?:([✔✓√])|(\d+\))|- ) ?\S.*?(?:\((\d+)(ms|s|m)\))?$/u,
      read: readResult,
    },
    {
      role: 'test',
      on: ['․', '  !', '  ,', '  .'],
      match: /^ {2}[․.,!]+$/u,
      read: ([dots]) => ({ count: dots!.length - 2, isWeak: true }),
    },
    {
      role: 'part',
      on: ['-_-_', '_-_-', '_,---', '▬', '✈', '✔', '✓', '√'],
      match: /-_-_|_-_-|_,---|▬|✈|^ {2}[✔✓√] .*: \d+ms$/u,
      read: () => ({ hasQuietReporter: true }),
    },
    {
      role: 'part',
      on: [],
      afterBlanks: 2,
      match: /^ {2,}\S/,
      read: (_, run, line) => (isBegin(run, line) ? { hasBegun: true } : null),
    },
    {
      role: 'end',
      on: ['No test files found'],
      match: /^Error: No test files found: "/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    { role: 'watch', on: ['[mocha] waiting'], match: /\[mocha\] waiting for changes\.\.\./ },
  ],
}

/** Ticks and bullets are common in other output; they are mocha's only where a run has begun. */
function readResult([, tick, number, amount, unit]: readonly string[], run: RunView, line: Line): TestLine | null {
  const isFirst = isBegin(run, line)
  if (!isFirst && run.facts.hasBegun !== true && run.seen === 0 && run.summary === null) return null
  const result = tick !== undefined ? 'passed' : number !== undefined ? 'failed' : 'skipped'
  return {
    result,
    ...(amount === undefined ? {} : { tookMs: tookMs(amount, unit) }),
    ...(isFirst ? { isFirst, facts: { hasBegun: true } } : {}),
  }
}

/** Two empty lines before the first title; directly after a summary one more, directly after a list of failures three more. */
function isBegin(run: RunView, line: Line): boolean {
  if (/^ {2,}\d+ (?:passing|failing|pending)/.test(line.text)) return false
  if (run.summary === null || run.isSettled) return line.blanksBefore >= 2 && run.facts.hasBegun !== true
  return line.blanksBefore === 2 || line.blanksBefore >= ((run.summary.failed ?? 0) > 0 ? 5 : 3)
}

function beginAt(run: RunView, line: Line): Facts {
  return run.summary === null && line.blanksBefore >= 2 ? { hasBegun: true } : {}
}

/** More tests than results shown: a reporter without result lines, or a summary printed by a test. */
function isContradicted(summary: Facts, run: RunView): boolean {
  const total = (summary.passed ?? 0) + (summary.failed ?? 0)
  return run.seen < total && summary.hasQuietReporter !== true && (run.seen > 0 || !run.isPrefixed)
}
