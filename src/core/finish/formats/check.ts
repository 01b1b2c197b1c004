// Seen: check 0.15.2. Source: libcheck/check src/check_print.c (srunner_fprint_summary). Details come after the line.
import { type Format, int } from './format.js'

export const check: Format = {
  name: 'check',
  title: 'Check',
  language: 'C',
  finish: '`N%: Checks: N, Failures: N, Errors: N`',
  announces: 'header',
  rules: [
    { role: 'start', on: ['Running suite'], match: /^Running suite\(s\): / },
    {
      role: 'end',
      on: ['Checks: '],
      match: /^\d+%: Checks: (\d+), Failures: (\d+), Errors: (\d+)$/,
      read: ([, checks, failures, errors]) => ({
        total: int(checks),
        passed: int(checks) - int(failures) - int(errors),
        failed: int(failures),
        errors: int(errors),
      }),
    },
  ],
}
