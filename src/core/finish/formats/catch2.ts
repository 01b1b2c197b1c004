// Seen: catch2 2.13.10. Source: catchorg/Catch2 src/catch2/reporters/catch_reporter_helpers.cpp (printTestRunTotals).
import { type Facts, type Format, int, readCounts } from './format.js'

export const catch2: Format = {
  name: 'catch2',
  title: 'Catch2',
  language: 'C++',
  finish: '`test cases: N | N passed | N failed` or `All tests passed (…)`',
  rules: [
    {
      role: 'end',
      on: ['All tests passed ('],
      match: /^All tests passed \((?:\d+ assertions? in )?(\d+) test cases?\)$/,
      read: ([, count]) => ({ passed: int(count), failed: 0 }),
    },
    {
      role: 'end',
      on: ['test cases: '],
      match: /^test cases: +(\d+)((?: \| +\d+ (?:passed|failed(?: as expected)?|skipped))+)$/,
      read: ([, , list]) => readCases(list!),
    },
    {
      role: 'end',
      on: ['No tests ran'],
      match: /^No tests ran$/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0 }),
    },
    {
      role: 'after',
      on: ['assertions: '],
      match: /^assertions: +\d+(?: \| +\d+ \w[\w ]*)+$/,
      read: ([text]) => (/\d+ failed(?! as)/.test(text!) ? { isFailed: true } : {}),
    },
  ],
}

function readCases(list: string): Facts {
  const counts = readCounts(list.replaceAll(/\d+ failed as expected/g, ''))
  const skipped = counts.get('skipped')
  return {
    passed: counts.get('passed') ?? 0,
    failed: counts.get('failed') ?? 0,
    isPassed: true,
    ...(skipped === undefined ? {} : { skipped }),
  }
}
