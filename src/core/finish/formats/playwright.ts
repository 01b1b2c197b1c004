// Seen: @playwright/test 1.65 (list, line, dot, github, html; terminal and pipe).
// Source: microsoft/playwright packages/playwright/src/reporters/base.ts (generateSummaryMessage). No line is sure to be the last.
import { type Facts, type Format, int, numbered, type RunView } from './format.js'

const LINE =
  /^ {2}(\d+) (failed|interrupted|flaky|skipped|did not run|passed|errors? (?:was|were) not a part of any test.*)(?: \(.*\))?$/
const WORDS = numbered('failed', 'interrupted', 'flaky', 'skipped', 'did not run', 'passed', 'error')

export const playwright: Format = {
  name: 'playwright',
  title: 'Playwright Test',
  language: 'JavaScript',
  finish: 'the list `N failed` / `N flaky` / `N skipped` / `N passed (Ts)`',
  announces: 'header',
  rules: [
    {
      role: 'start',
      on: ['Running '],
      match: /^Running (\d+) tests? using \d+ workers?(?:, shard .*)?$/,
      read: ([, count]) => ({ announced: int(count) }),
    },
    { role: 'test', on: ['›'], match: /^ +(?:ok|✓|✘|x|-) +\d+ .* › /u, read: (_, run) => (run.hasHeader ? {} : null) },
    {
      role: 'test',
      on: ['·', '×', '°', '±'],
      match: /^[·×F°±T]+$/u,
      read: ([dots], run) => (run.hasHeader ? { count: dots!.length } : null),
    },
    {
      role: 'after',
      on: WORDS,
      match: LINE,
      read: ([, count, word], run) => (run.summary === null ? null : readLine(int(count), word!)),
    },
    {
      role: 'end',
      on: WORDS,
      match: LINE,
      read: ([, count, word], run) =>
        isOpen(run) ? { passed: 0, failed: 0, skipped: 0, ...readLine(int(count), word!) } : null,
    },
    {
      role: 'end',
      on: ['No tests found'],
      match: /^Error: No tests found\b/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    { role: 'watch', on: ['Serving HTML report at'], match: /Serving HTML report at http/ },
  ],
}

const isOpen = (run: RunView): boolean => run.hasHeader && run.summary === null

function readLine(count: number, word: string): Facts {
  if (word === 'passed') return { passed: count }
  if (word === 'skipped') return { skipped: count }
  if (word === 'failed') return { failed: count }
  if (word === 'interrupted') return { isInterrupted: true }
  if (word === 'flaky') return { isPassed: true }
  return word === 'did not run' ? {} : { isFailed: true }
}
