// Seen: jasmine 7.0.0 (terminal and pipe). Source: jasmine/jasmine-npm lib/reporters/console_reporter.js.
import { type Format, int, numbered } from './format.js'

export const jasmine: Format = {
  name: 'jasmine',
  title: 'Jasmine',
  language: 'JavaScript',
  finish: '`N specs, N failures[, N pending specs]`',
  announces: 'header',
  isSingle: true,
  rules: [
    { role: 'start', on: ['Started'], match: /^(?:Jasmine )?[Ss]tarted$/ },
    {
      role: 'test',
      on: [],
      isDots: true,
      match: /^[.F*]{1,2000}$/,
      read: ([dots], run) => (run.hasHeader ? { count: dots!.length } : null),
    },
    {
      role: 'end',
      on: numbered('spec'),
      match: /^(\d+) specs?, (\d+) failures?(?:, (\d+) pending specs?)?$/,
      read: ([, specs, failures, pending]) => ({
        passed: Math.max(0, int(specs) - int(failures) - int(pending)),
        failed: int(failures),
        skipped: int(pending),
      }),
    },
    {
      role: 'after',
      on: ['Incomplete: '],
      match: /^Incomplete: (.*)$/,
      read: ([, why]) => (/No specs found/.test(why!) ? { isEmpty: true } : { isFailed: true }),
    },
    {
      role: 'after',
      on: ['Suite error', 'error occurred'],
      match: /^(?:Suite error: |\d+ errors? occurred)/,
      read: () => ({ isFailed: true }),
    },
  ],
}
