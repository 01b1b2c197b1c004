// Seen: behave 1.2.6. Source: behave/behave behave/reporter/summary.py.
import { type Format, int, numbered } from './format.js'

export const behave: Format = {
  name: 'behave',
  title: 'behave',
  language: 'Python',
  finish: '`Took …` below `N scenarios passed, N failed, N skipped`',
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: [' passed, '],
      match: /^\d+ features? passed, (\d+) failed/,
      read: ([, failed]) => ({ failedUnits: int(failed) }),
    },
    {
      role: 'part',
      on: numbered('scenario'),
      match: /^(\d+) scenarios? passed, (\d+) failed(?:, (\d+) errors?)?, (\d+) skipped/,
      read: ([, passed, failed, errors, skipped]) => ({
        hasScenarios: true,
        passed: int(passed),
        failed: int(failed),
        errors: int(errors),
        skipped: int(skipped),
      }),
    },
    {
      role: 'end',
      on: ['Took '],
      match: /^Took (?:\d+h)?\d+m ?\d+\.\d+s$/,
      read: (_, run) => (run.facts.hasScenarios === true && run.summary === null ? {} : null),
    },
    { role: 'part', on: ['ABORTED: '], match: /^ABORTED: By user/, read: () => ({ isInterrupted: true }) },
  ],
}
