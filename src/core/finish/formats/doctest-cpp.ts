// Seen: doctest 2.4.9. Source: doctest/doctest doctest/parts/doctest.cpp (ConsoleReporter::test_run_end).
import { type Format, int } from './format.js'

export const doctestCpp: Format = {
  name: 'doctest-cpp',
  aliases: ['doctest'],
  title: 'doctest',
  language: 'C++',
  finish: '`[doctest] Status: SUCCESS!|FAILURE!`',
  announces: 'header',
  rules: [
    { role: 'start', on: ['[doctest] doctest'], match: /^\[doctest\] doctest version is / },
    {
      role: 'part',
      on: ['[doctest] test cases'],
      match: /^\[doctest\] test cases: +(\d+) \| +(\d+) passed \| +(\d+) failed \|(?: +(\d+) skipped)?$/,
      read: ([, total, passed, failed, skipped]) => ({
        total: int(total),
        passed: int(passed),
        failed: int(failed),
        skipped: int(skipped),
      }),
    },
    {
      role: 'end',
      on: ['[doctest] Status'],
      match: /^\[doctest\] Status: (SUCCESS|FAILURE)!$/,
      read: ([, word], run) => (run.facts.total === undefined ? null : word === 'FAILURE' ? { isFailed: true } : {}),
    },
  ],
}
