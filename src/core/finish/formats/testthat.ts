// From source: r-lib/testthat R/reporter-progress.R, R/reporter-check.R.
import { type Format, int } from './format.js'

export const testthat: Format = {
  name: 'testthat',
  title: 'testthat',
  language: 'R',
  finish: '`[ FAIL N | WARN N | SKIP N | PASS N ]`',
  rules: [
    {
      role: 'end',
      on: ['[ FAIL '],
      match: /^\[ FAIL (\d+) \| WARN \d+ \| SKIP (\d+) \| PASS (\d+) \]/,
      read: ([, failed, skipped, passed]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
  ],
}
