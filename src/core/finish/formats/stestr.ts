// Seen: stestr. Source: mtreinish/stestr stestr/subunit_trace.py (print_summary).
import { type Format, int } from './format.js'

export const stestr: Format = {
  name: 'stestr',
  title: 'stestr',
  language: 'Python',
  finish: '` - Failed: N` of the block `Totals`',
  isSingle: true,
  rules: [
    { role: 'part', on: ['Ran: '], match: /^Ran: (\d+) tests? in /, read: ([, count]) => ({ total: int(count) }) },
    { role: 'part', on: [' - Passed: '], match: /^ - Passed: (\d+)$/, read: ([, count]) => ({ passed: int(count) }) },
    {
      role: 'part',
      on: [' - Skipped: '],
      match: /^ - Skipped: (\d+)$/,
      read: ([, count]) => ({ skipped: int(count) }),
    },
    {
      role: 'part',
      on: [' - Unexpected'],
      match: /^ - Unexpected Success: (\d+)$/,
      read: ([, count]) => (int(count) > 0 ? { isFailed: true } : {}),
    },
    {
      role: 'end',
      on: [' - Failed: '],
      match: /^ - Failed: (\d+)$/,
      read: ([, count], run) => (run.facts.total === undefined ? null : { failed: int(count) }),
    },
  ],
}
