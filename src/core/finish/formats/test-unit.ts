// Seen: test-unit 3.5.7. Source: test-unit/test-unit lib/test/unit/testresult.rb.
import { type Format, int } from './format.js'

export const testUnit: Format = {
  name: 'test-unit',
  title: 'test-unit',
  language: 'Ruby',
  finish: '`N tests, N assertions, … N notifications`',
  isSingle: true,
  rules: [
    { role: 'start', on: ['Loaded suite '], match: /^Loaded suite / },
    {
      role: 'end',
      on: [' notifications'],
      match:
        /^(\d+) tests, (\d+) assertions, (\d+) failures, (\d+) errors, (\d+) pendings, (\d+) omissions, (\d+) notifications$/,
      read: ([, tests, , failures, errors, pendings, omissions]) => ({
        total: int(tests),
        passed: Math.max(0, int(tests) - int(failures) - int(errors) - int(pendings) - int(omissions)),
        failed: int(failures),
        errors: int(errors),
        skipped: int(omissions),
      }),
    },
    { role: 'after', on: ['rake aborted!'], match: /^rake aborted!/, read: () => ({ isFailed: true }) },
  ],
}
