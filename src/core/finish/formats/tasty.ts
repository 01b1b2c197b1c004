// From source: UnkindPartition/tasty core/Test/Tasty/Ingredients/ConsoleReporter.hs.
import { type Format, int } from './format.js'

export const tasty: Format = {
  name: 'tasty',
  title: 'tasty',
  language: 'Haskell',
  finish: '`All N tests passed (Ts)` or `N out of N tests failed (Ts)`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: [' passed ('],
      match: /^All (\d+) tests? passed \([\d.]+s\)$/,
      read: ([, count]) => ({ passed: int(count), failed: 0 }),
    },
    {
      role: 'end',
      on: [' failed ('],
      match: /^(\d+) out of (\d+) tests? failed \([\d.]+s\)$/,
      read: ([, failed, total]) => ({ passed: int(total) - int(failed), failed: int(failed) }),
    },
  ],
}
