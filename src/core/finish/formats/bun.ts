// Seen: bun 1.4.5 (terminal and pipe). Source: oven-sh/bun src/cli/test_command.zig.
import { type Facts, type Format, int, numbered } from './format.js'

export const bun: Format = {
  name: 'bun',
  title: 'bun test',
  language: 'JavaScript',
  finish: '`Ran N tests across N files. [Ts]`',
  announces: 'header',
  rules: [
    { role: 'start', on: ['bun test v'], match: /^bun test v\d/ },
    { role: 'test', on: ['(pass)', '(fail)', '(skip)', '(todo)'], match: /^\((?:pass|fail|skip|todo)\) / },
    { role: 'test', on: ['✓', '✗', '»', '✎'], match: /^[✓✗»✎] /u, read: (_, run) => (run.hasHeader ? {} : null) },
    {
      role: 'part',
      on: numbered('pass', 'fail', 'skip', 'error', 'todo'),
      match: /^ {1,3}(\d+) (pass|fail|skip|todo|errors?)$/,
      read: ([, count, word]) => readLine(int(count), word!),
    },
    {
      role: 'end',
      on: ['Ran '],
      match: /^Ran (\d+) tests? across \d+ files?\. .*\[\S+\]$/,
      read: ([, total], run) => ({
        total: int(total),
        passed: 0,
        failed: 0,
        skipped: 0,
        ...run.facts,
        ...(int(total) === 0 && run.facts.isFailed !== true ? { isEmpty: true } : {}),
      }),
    },
    {
      role: 'after',
      on: ['Bailed out after'],
      match: /^Bailed out after \d+ failures?/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['No tests found!', '0 test files matching'],
      match: /^(?:error: )?(?:No tests found!|0 test files matching)/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
  ],
}

function readLine(count: number, word: string): Facts {
  if (word === 'pass') return { passed: count }
  if (word === 'fail') return { failed: count }
  if (word === 'skip') return { skipped: count }
  return word.startsWith('error') ? { errors: count } : {}
}
