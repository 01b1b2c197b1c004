// Seen: dejagnu. Source: dejagnu runtest.exp (log_summary). Lines with zero are left out.
import { type Facts, type Format, int } from './format.js'

const LINE =
  /^# of (expected passes|unexpected failures|unexpected successes|expected failures|unresolved testcases|untested testcases|unsupported tests)\s+(\d+)$/

export const dejagnu: Format = {
  name: 'dejagnu',
  title: 'DejaGnu',
  language: 'C++',
  finish: 'the list `# of expected passes N` …',
  announces: 'header',
  rules: [
    { role: 'start', on: [' Summary ==='], match: /^\s*=== .* Summary ===$/ },
    {
      role: 'after',
      on: ['# of '],
      match: LINE,
      read: ([, what, count], run) => (run.summary === null ? null : readLine(what!, int(count))),
    },
    {
      role: 'end',
      on: ['# of '],
      match: LINE,
      read: ([, what, count]) => ({ passed: 0, failed: 0, skipped: 0, ...readLine(what!, int(count)) }),
    },
  ],
}

function readLine(what: string, count: number): Facts {
  if (what === 'expected passes') return { passed: count }
  if (what === 'unexpected failures') return { failed: count }
  if (what === 'unsupported tests' || what === 'untested testcases') return { skipped: count }
  return what === 'unexpected successes' || (what === 'unresolved testcases' && count > 0) ? { isFailed: true } : {}
}
