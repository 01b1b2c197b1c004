// Seen: @hapi/lab (console reporter). Source: hapijs/lab lib/reporters/console.js.
import { type Format, int, numbered } from './format.js'

export const lab: Format = {
  name: 'lab',
  title: 'lab',
  language: 'JavaScript',
  finish: '`N tests passed` or `N of N tests failed`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: [...numbered('test complete', 'tests complete', 'test passed', 'tests passed')],
      match: /^(\d+) tests? (?:complete|passed)(?: \((\d+) skipped\))?$/,
      read: ([, count, skipped]) => ({ passed: int(count), failed: 0, skipped: int(skipped) }),
    },
    {
      role: 'end',
      on: numbered('tests failed', 'test failed'),
      match: /^(\d+) of (\d+) tests? failed(?: \((\d+) skipped\))?$/,
      read: ([, failed, total, skipped]) => ({
        passed: Math.max(0, int(total) - int(failed)),
        failed: int(failed),
        skipped: int(skipped),
      }),
    },
    {
      role: 'after',
      on: ['leaks were detected', 'Coverage: '],
      match: /^(?:The following leaks were detected|Coverage: .*\(threshold)/,
      read: ([text]) => (/leaks/.test(text!) ? { isFailed: true } : {}),
    },
    { role: 'end', on: ['No global variable'], match: /^No tests were found/, read: () => ({ isEmpty: true }) },
  ],
}
