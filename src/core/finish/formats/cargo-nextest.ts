// From source: nextest-rs/nextest nextest-runner/src/reporter/displayer (snapshots of the summary line).
import { type Format, int, readCounts, tookMs } from './format.js'

export const cargoNextest: Format = {
  name: 'cargo-nextest',
  aliases: ['nextest'],
  title: 'cargo nextest',
  language: 'Rust',
  finish: '`Summary [Ts] N tests run: N passed, N failed, N skipped`',
  rules: [
    {
      role: 'start',
      on: ['Starting '],
      match: /^ +Starting (\d+) tests? across /,
      read: ([, count]) => ({ announced: int(count) }),
    },
    {
      role: 'test',
      on: ['s] '],
      match:
        /^ +(?:TRY \d+ )?(?:PASS|FAIL|LEAK|ABORT|SIGSEGV|SIGABRT|TIMEOUT|XFAIL|EXECFAIL)(?: |-)?.* ?\[ *[\d.]+s\] /,
      read: (_, run) => (run.summary === null ? {} : null),
    },
    {
      role: 'end',
      on: ['Summary ['],
      match: /^ +Summary \[ *([\d.]+)s\] (?:(\d+)\/)?(\d+) tests? run: (.*)$/,
      read: ([, seconds, ran, total, list]) => {
        const counts = readCounts(list!.replaceAll(/\([^)]*\)/g, ''))
        const count = (word: string) => counts.get(word) ?? 0
        return {
          passed: count('passed'),
          failed: count('failed') + count('exec failed') + count('timed out'),
          skipped: count('skipped'),
          tookMs: tookMs(seconds, 's'),
          ...(ran !== undefined && int(ran) < int(total) ? { isInterrupted: true } : {}),
        }
      },
    },
    {
      role: 'after',
      on: ['error: test run failed', 'error: no tests to run'],
      match: /^error: (test run failed|no tests to run)/,
      read: ([, what]) => (what === 'test run failed' ? { isFailed: true } : { isEmpty: true }),
    },
  ],
}
