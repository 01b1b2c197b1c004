// Seen: karma 6.4.4 (progress, dots). Source: karma-runner/karma lib/reporters/base.js, progress.js.
import { type Format, int } from './format.js'

export const karma: Format = {
  name: 'karma',
  title: 'Karma',
  language: 'JavaScript',
  finish: '`TOTAL: …` below the last `Executed n of m`',
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: ['Executed '],
      match:
        /^(?:[\w ]+ [\d.]+ \(.*?\)(?: \w+)?: )?Executed (\d+) of (\d+)(?: \((\d+) FAILED\))?.*?(?: \(skipped (\d+)\))?(?: (?:SUCCESS|ERROR))?.* \([\d.a-z /]+\)$/,
      read: ([text, executed, total, failed, skipped]) => ({
        hasExecuted: true,
        total: int(total),
        passed: int(executed) - int(failed),
        failed: int(failed),
        skipped: int(/\(skipped (\d+)\)/.exec(text!)?.[1] ?? skipped),
        ...(int(total) === 0 ? { isEmpty: true } : {}),
        ...(/ (?:ERROR|DISCONNECTED)/.test(text!) ? { isFailed: true } : {}),
      }),
    },
    {
      role: 'end',
      on: ['TOTAL: '],
      match: /^TOTAL: (?:(\d+) FAILED, )?(\d+) SUCCESS$/,
      read: ([, failed, passed], run) =>
        run.facts.hasExecuted === true ? { passed: int(passed), failed: int(failed) } : null,
    },
    {
      role: 'end',
      on: ['DISCONNECTED'],
      match: /^(?:[\w ]+ [\d.]+ \(.*?\): )?Executed \d+ of \d+ .*DISCONNECTED/,
      read: () => ({ isFailed: true }),
    },
  ],
}
