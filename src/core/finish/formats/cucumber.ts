// Seen: cucumber-js 13.3.0, cucumber-ruby 2.4. Source: cucumber/cucumber-js src/formatter/helpers/summary_helpers.ts.
// Undefined and pending scenarios fail a run of cucumber-js (strict by default), not one of cucumber-ruby.
import { type Facts, type Format, int, numbered, readCounts } from './format.js'

/** `0m 0.`, `1m12.` … */
const SECONDS = Array.from({ length: 60 }, (_, second) => [`m ${second}.`, `m${second}.`]).flat()

export const cucumber: Format = {
  name: 'cucumber',
  aliases: ['cucumber-js', 'cucumber-ruby'],
  title: 'Cucumber (JavaScript, Ruby)',
  language: 'any',
  finish: 'the time below `N scenarios (…)` and `N steps (…)`',
  rename: (facts) => (facts.hasRubyClock === true ? 'cucumber-ruby' : 'cucumber-js'),
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: numbered('scenario'),
      match: /^(\d+) scenarios?(?: \((.*)\))?$/,
      read: ([, total, list]) => readScenarios(int(total), list ?? ''),
    },
    {
      role: 'end',
      on: SECONDS,
      match: /^\d+m( ?)\d+\.\d+s(?: \(.*\))?$/,
      read: ([, space], run) => {
        if (run.facts.hasScenarios !== true || run.summary !== null) return null
        return space === '' ? { hasRubyClock: true } : run.facts.hasUndecided === true ? { isFailed: true } : {}
      },
    },
  ],
}

function readScenarios(total: number, list: string): Facts {
  const counts = readCounts(list)
  const count = (word: string) => counts.get(word) ?? 0
  const undecided = count('undefined') + count('pending') + count('ambiguous') + count('unknown')
  return {
    hasScenarios: true,
    total,
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    ...(undecided > 0 ? { hasUndecided: true } : {}),
  }
}
