// Seen: prove (TAP::Harness) 3.44. Source: Perl-Toolchain-Gang/Test-Harness lib/TAP/Formatter/Base.pm (summary).
import { type Format, int } from './format.js'

export const prove: Format = {
  name: 'prove',
  title: 'prove',
  language: 'Perl',
  finish: '`Result: PASS|FAIL|NOTESTS`',
  absorbs: ['tap'],
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: ['(Wstat: '],
      match: /^\S+ +\(Wstat: \d+.* Tests: \d+ Failed: (\d+)\)$/,
      read: ([, failed], run) => ({ failed: (run.facts.failed ?? 0) + int(failed) }),
    },
    {
      role: 'part',
      on: ['Files='],
      match: /^Files=(\d+), Tests=(\d+),/,
      read: ([, , tests]) => ({ hasFiles: true, total: int(tests), hasUnknownPasses: true }),
    },
    {
      role: 'part',
      on: ['Bailout called'],
      match: /^(?:Bailout called|FAILED--Further testing stopped)/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['Result: '],
      match: /^Result: (PASS|FAIL|NOTESTS)$/,
      read: ([, word], run) => {
        if (run.facts.hasFiles !== true) return null
        if (word === 'FAIL') return { isFailed: true }
        return word === 'PASS' ? { isPassed: true, failed: 0 } : { isEmpty: true, failed: 0 }
      },
    },
  ],
}
