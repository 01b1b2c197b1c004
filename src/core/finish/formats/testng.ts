// Seen: TestNG. Source: testng-team/testng testng-core/…/reporters/TextReporter.java.
import { type Format, int } from './format.js'

export const testng: Format = {
  name: 'testng',
  title: 'TestNG',
  language: 'Java',
  finish: '`Total tests run: N, Failures: N, Skips: N`',
  rules: [
    {
      role: 'end',
      on: ['Total tests run: '],
      match: /^(?:\[\w+\] )?Total tests run: (\d+)(?:, Passes: (\d+))?, Failures: (\d+), Skips: (\d+)$/,
      read: ([, total, passes, failures, skips]) => ({
        total: int(total),
        passed: passes === undefined ? Math.max(0, int(total) - int(failures) - int(skips)) : int(passes),
        failed: int(failures),
        skipped: int(skips),
      }),
    },
    {
      role: 'after',
      on: ['Configuration Failures: '],
      match: /^(?:\[\w+\] )?Configuration Failures: (\d+)/,
      read: ([, count]) => (int(count) > 0 ? { isFailed: true } : {}),
    },
  ],
}
