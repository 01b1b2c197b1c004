// Seen: minitest 5.17 (also under rake and rails). Source: minitest/minitest lib/minitest.rb (SummaryReporter).
import { type Format, int } from './format.js'

export const minitest: Format = {
  name: 'minitest',
  aliases: ['rails'],
  title: 'Minitest (Rails)',
  language: 'Ruby',
  finish: '`N runs, N assertions, N failures, N errors, N skips`',
  announces: 'header',
  rules: [
    { role: 'start', on: ['# Running'], match: /^# Running(?: tests with .*)?:$/ },
    {
      role: 'test',
      on: [],
      isDots: true,
      match: /^[.FES]+$/,
      read: ([dots], run) => (run.hasHeader ? { count: dots!.length } : null),
    },
    {
      role: 'part',
      on: ['Interrupted. Exiting'],
      match: /^Interrupted\. Exiting/,
      read: () => ({ isInterrupted: true }),
    },
    {
      role: 'end',
      on: [' runs, '],
      match: /^(\d+) (?:runs|tests), (\d+) assertions, (\d+) failures, (\d+) errors, (\d+) skips$/,
      read: ([, runs, , failures, errors, skips]) => ({
        total: int(runs),
        passed: Math.max(0, int(runs) - int(failures) - int(errors) - int(skips)),
        failed: int(failures),
        errors: int(errors),
        skipped: int(skips),
      }),
    },
    { role: 'after', on: ['rake aborted!'], match: /^rake aborted!/, read: () => ({ isFailed: true }) },
  ],
}
