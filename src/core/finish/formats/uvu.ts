// Seen: uvu 0.5.6. Source: lukeed/uvu src/index.js. `Total` does not contain the skipped tests.
import { type Format, int } from './format.js'

export const uvu: Format = {
  name: 'uvu',
  title: 'uvu',
  language: 'JavaScript',
  finish: '`Duration` of the block `Total` / `Passed` / `Skipped` / `Duration`',
  isSingle: true,
  rules: [
    {
      role: 'test',
      on: [' / '],
      match: /^(?:[•✘✗○] )+ *\((\d+) \/ (\d+)\)$/u,
      read: ([, passed, total]) => ({
        count: int(total),
        ...(int(passed) < int(total) ? { facts: { isFailed: true } } : {}),
      }),
    },
    { role: 'part', on: ['Total: '], match: /^ {2}Total: {5}(\d+)$/, read: ([, count]) => ({ total: int(count) }) },
    {
      role: 'part',
      on: ['Passed: '],
      match: /^ {2}Passed: {4}(\d+)$/,
      read: ([, count], run) => ({ passed: int(count), failed: Math.max(0, (run.facts.total ?? 0) - int(count)) }),
    },
    {
      role: 'part',
      on: ['Skipped: '],
      match: /^ {2}Skipped: {3}(\d+)$/,
      read: ([, count]) => ({ skipped: int(count) }),
    },
    {
      role: 'end',
      on: ['Duration: '],
      match: /^ {2}Duration: {2}\S+$/,
      read: (_, run) => (run.facts.total === undefined || run.summary !== null ? null : {}),
    },
  ],
}
