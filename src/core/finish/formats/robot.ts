// From source: robotframework/robotframework src/robot/model/totalstatistics.py, src/robot/output/console.
// Every suite prints the same line; the whole run's is the last, above the paths of the reports.
import { type Format, int } from './format.js'

export const robot: Format = {
  name: 'robot',
  title: 'Robot Framework',
  language: 'Python',
  finish: '`Output:` below the last `N tests, N passed, N failed`',
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: [' passed, '],
      match: /^(\d+) (?:tests?|tasks?), (\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/,
      read: ([, , passed, failed, skipped]) => ({
        hasTotals: true,
        passed: int(passed),
        failed: int(failed),
        skipped: int(skipped),
      }),
    },
    {
      role: 'end',
      on: ['Output: ', 'Log: ', 'Report: '],
      match: /^(?:Output|Log|Report): {2,}\S/,
      read: (_, run) => (run.facts.hasTotals === true && run.summary === null ? {} : null),
    },
  ],
}
