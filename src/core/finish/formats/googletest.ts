// Seen: googletest 1.12.1 (also --gtest_brief), cmocka 1.1.5 (`test(s)`), busted -o gtest.
// Source: google/googletest googletest/src/gtest.cc (PrettyUnitTestResultPrinter::OnTestIterationEnd); clibs/cmocka src/cmocka.c.
import { type Facts, type Format, int } from './format.js'

export const googletest: Format = {
  name: 'googletest',
  aliases: ['gtest', 'cmocka'],
  title: 'GoogleTest, cmocka',
  language: 'C++',
  finish: '`[  PASSED  ] N tests.`, with the lists of skipped and failed tests below it',
  announces: 'header',
  rename: (facts) => (facts.hasCmocka === true ? 'cmocka' : null),
  judge: (facts) => (isShort(facts) ? 'failed' : null),
  rules: [
    {
      role: 'start',
      on: ['[==========]'],
      match: /^\[==========\] (?:.*: )?Running (\d+) test(\(s\))?/,
      read: ([, count, cmocka]) => ({ announced: int(count), hasCmocka: cmocka !== undefined }),
    },
    {
      role: 'test',
      on: [' OK ]', '[  FAILED  ]', '[  SKIPPED ]'],
      match: /^\[(?: {7}OK| {2}FAILED {2}| {2}SKIPPED) \] .*\(\d+ ms\)$/,
    },
    {
      role: 'part',
      on: ['[==========]'],
      match: /^\[==========\] (?:.*: )?(\d+) test(?:s|\(s\))? .*\bran?\b|^\[==========\] (?:.*: )?(\d+) test\(s\) run/,
      read: ([, ran, run]) => ({ total: int(ran ?? run) }),
    },
    {
      role: 'end',
      on: ['[  PASSED  ]'],
      match: /^\[ {2}PASSED {2}\] (\d+) test(?:s?|\(s\))\.$/,
      read: ([, count]) => ({ passed: int(count), failed: 0, skipped: 0 }),
    },
    {
      role: 'after',
      on: ['[  SKIPPED ]'],
      match: /^\[ {2}SKIPPED \] (\d+) test(?:s?|\(s\)), listed below:$/,
      read: ([, count]) => ({ skipped: int(count) }),
    },
    {
      role: 'after',
      on: ['[  FAILED  ]'],
      match: /^\[ {2}FAILED {2}\] (\d+) test(?:s?|\(s\)), listed below:$/,
      read: ([, count]) => ({ failed: int(count) }),
    },
    {
      role: 'after',
      on: [' FAILED TEST'],
      match: /^ *(\d+) FAILED TESTS?(?:\(S\))?$/,
      read: ([, count]) => ({ failed: int(count) }),
    },
  ],
}

/** With --gtest_brief the failed tests are not listed: more ran than passed. */
function isShort(facts: Facts): boolean {
  return facts.total !== undefined && (facts.passed ?? 0) + (facts.skipped ?? 0) < facts.total
}
