// Seen: ava 7.0.0 (default reporter; terminal and pipe; --tap is in tap.ts).
// Source: avajs/ava lib/reporters/default.js (endRun). When something failed, the number of passed tests is not printed.
import { type Facts, type Format, int, numbered, type RunView } from './format.js'

const LINE =
  /^ {2}(\d+) (tests? passed|tests? failed|known failures?|tests? skipped|tests? todo|uncaught exceptions?|unhandled rejections?|hooks? failed|tests? remained pending.*)$/

const WORDS = numbered('test', 'known', 'uncaught', 'unhandled', 'hook')

export const ava: Format = {
  name: 'ava',
  title: 'AVA',
  language: 'JavaScript',
  finish: '`N tests passed` or `N tests failed`, and the lines below it, after the last rule',
  isSingle: true,
  rules: [
    { role: 'test', on: ['›'], match: /^ {2}(?:✔|✘ \[fail\]:|- \[(?:skip|todo)\]) .* › /u },
    { role: 'part', on: ['─'], match: /^ {2}─$/u, read: () => ({ hasRule: true }) },
    {
      role: 'after',
      on: WORDS,
      match: LINE,
      read: ([, count, what], run) => (run.summary === null ? null : readLine(int(count), what!)),
    },
    {
      role: 'end',
      on: WORDS,
      match: LINE,
      read: ([, count, what], run) => (isBlock(run) ? { skipped: 0, failed: 0, ...readLine(int(count), what!) } : null),
    },
    {
      role: 'part',
      on: ['Failed to exit', 'Timed out while'],
      match: /(?:Failed to exit when running|Timed out while running tests)/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['No tests found in', 'find any files to test'],
      match: /^ *✘ (?:No tests found in|Couldn.t find any files to test)/u,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
  ],
}

const isBlock = (run: RunView): boolean => run.facts.hasRule === true

function readLine(count: number, what: string): Facts {
  if (what.includes('passed')) return { passed: count }
  if (what.startsWith('test') && what.includes('failed')) return { failed: count }
  if (what.includes('skipped')) return { skipped: count }
  return /known|todo/.test(what) ? {} : { isFailed: true }
}
