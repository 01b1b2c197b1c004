// Seen: node 18, 20, 22, 24, 26 (spec reporter; the TAP reporter is in tap.ts; terminal and pipe).
// Source: nodejs/node lib/internal/test_runner/reporter/spec.js, utils.js. Every test and suite has one result line.
import { type Facts, type Format, int, type RunView, tookMs } from './format.js'

const counter = (word: string, key: keyof Facts) => ({
  role: 'part' as const,
  on: [`ℹ ${word} `],
  match: new RegExp(`^ℹ ${word} (\\d+)$`, 'u'),
  read: ([, count]: readonly string[]) => ({ [key]: int(count) }),
})

export const nodeTest: Format = {
  name: 'node-test',
  title: 'node --test (spec)',
  language: 'JavaScript',
  finish: '`ℹ duration_ms` of the block of counters; TAP: see tap',
  relists: ['failed'],
  doubt: (summary: Facts, run: RunView) => run.seen < (summary.total ?? 0) + (summary.units ?? 0),
  rules: [
    {
      role: 'test',
      on: ['✔', '✖', '﹣'],
      match: /^ *([✔✖﹣]) .*?\((\d+(?:\.\d+)?)ms\)(?: # .*)?$/u,
      read: ([, mark, amount]) => ({
        result: mark === '✔' ? 'passed' : mark === '✖' ? 'failed' : 'skipped',
        tookMs: tookMs(amount, 'ms'),
      }),
    },
    { role: 'details', on: ['failing tests:'], match: /^✖ failing tests:$/u },
    { ...counter('tests', 'total'), read: ([, count]) => ({ total: int(count), hasTests: true }) },
    counter('suites', 'units'),
    counter('pass', 'passed'),
    counter('fail', 'failed'),
    { ...counter('cancelled', 'errors'), read: ([, count]) => (int(count) > 0 ? { isFailed: true } : {}) },
    counter('skipped', 'skipped'),
    {
      role: 'end',
      on: ['ℹ duration_ms '],
      match: /^ℹ duration_ms (\d+(?:\.\d+)?)$/u,
      read: ([, amount], run) =>
        run.summary === null && run.facts.hasTests === true ? { tookMs: tookMs(amount, 'ms') } : null,
    },
    {
      role: 'after',
      on: ['coverage does not meet'],
      match: /^ℹ? ?.*coverage does not meet threshold/u,
      read: () => ({ isFailed: true }),
    },
    { role: 'end', on: ['Could not find '], match: /^Could not find '.*'$/, read: () => ({ isFailed: true }) },
  ],
}
