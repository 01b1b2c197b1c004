// Seen: exunit 1.14 (`mix test`), bats 1.8 --pretty, rebar3 eunit. They print the same line; exunit's has `Finished in` above.
// Source: elixir-lang/elixir lib/ex_unit/lib/ex_unit/cli_formatter.ex, bats-core/bats-core lib/bats-core/formatter.bash.
import { type Format, int, numbered } from './format.js'

export const exunit: Format = {
  name: 'exunit',
  aliases: ['bats', 'mix', 'rebar3'],
  title: 'ExUnit (mix test), bats --pretty',
  language: 'Elixir, shell',
  finish: '`N tests, N failures[, N skipped]`',
  rename: (facts) => (facts.hasFinished === true ? null : 'bats'),
  isSingle: true,
  rules: [
    { role: 'start', on: ['Running ExUnit'], match: /^Running ExUnit with seed: / },
    { role: 'part', on: ['Finished in '], match: /^Finished in [\d.]+ seconds/, read: () => ({ hasFinished: true }) },
    {
      role: 'end',
      on: numbered('failure'),
      match:
        /^((?:\d+ (?:doctests?|propert\w+|tests?|features?), )*)(\d+) failures?((?:, \d+ (?:excluded|invalid|skipped|not run))*)(?: in [\d.]+ seconds)?$/,
      read: ([, tests, failures, rest]) => {
        if (!/\d+ (?:tests?|doctests?|propert\w+), /.test(tests!)) return null
        const total = [...tests!.matchAll(/\d+/g)].reduce((sum, [count]) => sum + int(count), 0)
        const count = (word: string) => int(new RegExp(`(\\d+) ${word}`).exec(rest!)?.[1])
        const [skipped, excluded, invalid, notRun] = [
          count('skipped'),
          count('excluded'),
          count('invalid'),
          count('not run'),
        ]
        return {
          total,
          passed: Math.max(0, total - int(failures) - skipped - excluded - invalid - notRun),
          failed: int(failures),
          skipped,
          ...(invalid + notRun > 0 ? { isFailed: true } : {}),
        }
      },
    },
    {
      role: 'after',
      on: ['Coverage test failed'],
      match: /^Coverage test failed, threshold not met/,
      read: () => ({ isFailed: true }),
    },
  ],
}
