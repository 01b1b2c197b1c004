// Seen: phpunit 9.6. Source: sebastianbergmann/phpunit src/TextUI/DefaultResultPrinter.php (9), src/TextUI/Output/SummaryPrinter.php (10+).
import { type Facts, type Format, int, readLabels } from './format.js'

export const phpunit: Format = {
  name: 'phpunit',
  aliases: ['paratest'],
  title: 'PHPUnit (ParaTest)',
  language: 'PHP',
  finish: '`OK (N tests, N assertions)` or `Tests: N, Assertions: N, ….`',
  announces: 'header',
  rules: [
    {
      role: 'start',
      on: ['PHPUnit '],
      match: /^PHPUnit (\d+)\.\d+\.?\S* by /,
      read: ([, major]) => ({ hasOldWarnings: int(major) < 10 }),
    },
    {
      role: 'test',
      on: ['%)'],
      match: /^[.FEWNDSIR]+ +(\d+) \/ \d+ \( *\d+%\)$/,
      read: ([text]) => ({ count: text!.indexOf(' ') }),
    },
    { role: 'part', on: ['FAILURES!', 'ERRORS!'], match: /^(?:FAILURES|ERRORS)!$/, read: () => ({ isFailed: true }) },
    {
      role: 'part',
      on: ['WARNINGS!'],
      match: /^WARNINGS!$/,
      read: (_, run) => (run.facts.hasOldWarnings === true ? { isFailed: true } : {}),
    },
    {
      role: 'end',
      on: ['OK ('],
      match: /^OK \((\d+) tests?, \d+ assertions?\)$/,
      read: ([, tests]) => ({ total: int(tests), passed: int(tests), failed: 0, skipped: 0, errors: 0 }),
    },
    {
      role: 'end',
      on: ['Assertions: '],
      match: /^Tests: \d+, Assertions: \d+(?:, [A-Z][\w ]+: \d+)*\.$/,
      read: ([text]) => readTotals(text!),
    },
    {
      role: 'end',
      on: ['No tests executed!'],
      match: /^No tests executed!/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
  ],
}

function readTotals(text: string): Facts {
  const labels = readLabels(text)
  const count = (label: string) => labels.get(label) ?? 0
  const rest = ['errors', 'failures', 'warnings', 'skipped', 'incomplete', 'risky'].reduce(
    (sum, label) => sum + count(label),
    0,
  )
  return {
    total: count('tests'),
    passed: Math.max(0, count('tests') - rest),
    failed: count('failures'),
    errors: count('errors'),
    skipped: count('skipped'),
  }
}
