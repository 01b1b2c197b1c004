// Seen: Boost.Test 1.74. Source: boostorg/test include/boost/test/impl/results_collector.ipp, compiler_log_formatter.ipp.
import { type Format, int } from './format.js'

export const boostTest: Format = {
  name: 'boost-test',
  title: 'Boost.Test',
  language: 'C++',
  finish: '`*** No errors detected` or `*** N failures are detected …`',
  announces: 'header',
  rules: [
    {
      role: 'start',
      on: ['Running '],
      match: /^Running (\d+) test cases?\.\.\.$/,
      read: ([, count]) => ({ announced: int(count) }),
    },
    {
      role: 'end',
      on: ['*** No errors detected'],
      match: /^\*\*\* No errors detected$/,
      read: (_, run) => ({
        failed: 0,
        isPassed: true,
        ...(run.facts.announced === undefined ? {} : { passed: run.facts.announced }),
      }),
    },
    {
      role: 'end',
      on: [' detected in '],
      match: /^\*\*\* (\d+) failures? (?:is|are) detected(?: \(.*\))? in the test module/,
      read: ([, count]) => ({ failed: int(count) }),
    },
    {
      role: 'end',
      on: ['*** Errors where'],
      match: /^\*\*\* (?:Errors where detected|The test module .* was aborted)/,
      read: () => ({ isFailed: true }),
    },
    { role: 'end', on: ['Test setup error:'], match: /^Test setup error: .*/, read: () => ({ isFailed: true }) },
  ],
}
