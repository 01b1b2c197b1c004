// Seen: rspec 3.12; the same line: hspec (hspec-core Formatters/V2.hs), crystal spec. Source: rspec/rspec-core notifications.rb.
import { type Format, int, numbered } from './format.js'

export const rspec: Format = {
  name: 'rspec',
  aliases: ['hspec', 'crystal-spec'],
  title: 'RSpec (hspec, crystal spec)',
  language: 'Ruby',
  finish: '`N examples, N failures[, N pending]`',
  isSingle: true,
  rules: [
    { role: 'part', on: ['Finished in '], match: /^Finished in /, read: () => ({ hasFinished: true }) },
    {
      role: 'part',
      on: ['RSpec is shutting down'],
      match: /^RSpec is shutting down/,
      read: () => ({ isInterrupted: true }),
    },
    {
      role: 'end',
      on: numbered('example'),
      match:
        /^(\d+) examples?, (\d+) failures?(?:, (\d+) errors?)?(?:, (\d+) pending)?(?:, (\d+) errors? occurred outside of examples)?$/,
      read: ([, examples, failures, errors, pending, outside]) => ({
        total: int(examples),
        passed: Math.max(0, int(examples) - int(failures) - int(errors) - int(pending)),
        failed: int(failures),
        skipped: int(pending),
        errors: int(errors) + int(outside),
      }),
    },
    {
      role: 'after',
      on: ['SimpleCov failed', 'is below the expected minimum'],
      match: /SimpleCov failed with exit|coverage \(.*\) is below the expected minimum/,
      read: () => ({ isFailed: true }),
    },
  ],
}
