// From public outputs (swift test, xcodebuild): nested suites repeat the line, the outermost suite's is the last.
import { type Format, int } from './format.js'

const OUTER = '(?:All tests|Selected tests|[\\w-]+\\.xctest)'

export const xctest: Format = {
  name: 'xctest',
  title: 'XCTest',
  language: 'Swift',
  finish: "`Executed N tests, with N failures` below `Test Suite 'All tests' passed|failed`",
  announces: 'header',
  rules: [
    {
      role: 'start',
      on: ["Test Suite 'All", "Test Suite 'Sel"],
      match: /^Test Suite '(?:All|Selected) tests' started at /,
    },
    { role: 'test', on: ['Test Case '], match: /^Test Case '.*' (?:passed|failed|skipped) \([\d.]+ seconds\)/ },
    {
      role: 'part',
      on: ['Test Suite '],
      match: new RegExp(`^Test Suite '${OUTER}' (?:passed|failed) at `),
      read: ([text]) => ({ hasOuter: /'(?:All|Selected) tests'/.test(text!) }),
    },
    {
      role: 'end',
      on: ['Executed '],
      match: /^\s+Executed (\d+) tests?, with (?:(\d+) tests? skipped and )?(\d+) failures? \((\d+) unexpected\) in /,
      read: ([, total, skipped, failures], run) =>
        run.facts.hasOuter === true
          ? {
              total: int(total),
              passed: Math.max(0, int(total) - int(skipped) - int(failures)),
              failed: int(failures),
              skipped: int(skipped),
            }
          : null,
    },
  ],
}
