// Seen: ginkgo 1 under go test. Source: onsi/ginkgo reporters/default_reporter.go. go's own package line follows.
import { type Format, int } from './format.js'

export const ginkgo: Format = {
  name: 'ginkgo',
  title: 'Ginkgo',
  language: 'Go',
  finish: '`SUCCESS!|FAIL! -- N Passed | N Failed | N Pending | N Skipped`',
  rules: [
    {
      role: 'end',
      on: [' Passed | '],
      match:
        /^(SUCCESS|FAIL)! .*?-- (\d+) Passed \| (\d+) Failed \| (?:(\d+) Flak\w+ \| )?(\d+) Pending \| (\d+) Skipped/,
      read: ([, word, passed, failed, , pending, skipped]) => ({
        passed: int(passed),
        failed: int(failed),
        skipped: int(pending) + int(skipped),
        ...(word === 'FAIL' ? { isFailed: true } : {}),
      }),
    },
    {
      role: 'after',
      on: ['Test Suite '],
      match: /^Test Suite (Passed|Failed)$/,
      read: ([, word]) => (word === 'Failed' ? { isFailed: true } : {}),
    },
  ],
}
