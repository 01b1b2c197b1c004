// Seen: automake 1.16 (`make check`). Source: autotools-mirror/automake lib/am/check.am, lib/test-driver.
import { type Facts, type Format, int } from './format.js'

const KEYS: Readonly<Record<string, (count: number) => Facts>> = {
  TOTAL: (count) => ({ hasTotal: true, total: count }),
  PASS: (count) => ({ passed: count }),
  SKIP: (count) => ({ skipped: count }),
  XFAIL: () => ({}),
  FAIL: (count) => ({ failed: count }),
  XPASS: (count) => (count > 0 ? { isFailed: true } : {}),
}

export const automakeCheck: Format = {
  name: 'automake-check',
  aliases: ['automake'],
  title: 'automake (make check)',
  language: 'C++',
  finish: '`# ERROR: N` of the block `Testsuite summary`',
  owns: true,
  absorbs: ['tap'],
  rules: [
    {
      role: 'test',
      on: ['PASS: ', 'FAIL: ', 'SKIP: ', 'ERROR: '],
      match: /^(?:PASS|FAIL|SKIP|XFAIL|XPASS|ERROR): [\w./-]+(?: \d+.*)?$/,
    },
    {
      role: 'part',
      on: ['# TOTAL: ', '# PASS: ', '# SKIP: ', 'FAIL: ', '# XPASS: '],
      match: /^# (TOTAL|PASS|SKIP|XFAIL|FAIL|XPASS): +(\d+)$/,
      read: ([, key, count]) => KEYS[key!]!(int(count)),
    },
    {
      role: 'end',
      on: ['# ERROR: '],
      match: /^# ERROR: +(\d+)$/,
      read: ([, count], run) => (run.facts.hasTotal === true ? { errors: int(count) } : null),
    },
  ],
}
