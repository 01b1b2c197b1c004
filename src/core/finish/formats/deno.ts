// Seen: deno 2.9.6 (terminal and pipe). Source: denoland/deno cli/tools/test/reporters/common.rs, pretty.rs.
import { type Format, int, tookMs } from './format.js'

export const deno: Format = {
  name: 'deno',
  title: 'deno test',
  language: 'JavaScript',
  finish: '`ok|FAILED | N passed | N failed | N ignored (T)`',
  rules: [
    {
      role: 'start',
      on: ['running '],
      match: /^running \d+ tests? from /,
      read: (_, run) => (run.summary === null && (run.hasHeader || run.seen > 0) ? null : {}),
    },
    {
      role: 'test',
      on: ['... ok', '... FAILED', '... ignored'],
      match: /^\S.* \.\.\. (?:ok|FAILED|ignored)(?: \(.*\))?$/,
      read: (_, run) => (run.hasHeader ? {} : null),
    },
    {
      role: 'end',
      on: ['ok | ', 'FAILED | '],
      match:
        /^(ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed(?: \(\d+ steps?\))?(?: \| (\d+) ignored(?: \(\d+ steps?\))?)?(?: \| \d+ measured)?(?: \| \d+ filtered out)? \((?:(\d+)(ms|s|m)\S*)\)$/,
      read: ([, word, passed, failed, ignored, amount, unit]) => ({
        passed: int(passed),
        failed: int(failed),
        skipped: int(ignored),
        tookMs: tookMs(amount, unit),
        ...(word === 'FAILED' ? { isFailed: true } : {}),
      }),
    },
    { role: 'after', on: ['error: Test failed'], match: /^error: Test failed/, read: () => ({ isFailed: true }) },
    {
      role: 'end',
      on: ['error: No test modules'],
      match: /^error: No test modules found/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    { role: 'watch', on: ['Watcher Test'], match: /^Watcher Test (?:started|finished)\./ },
  ],
}
