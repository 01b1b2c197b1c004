// Seen: unittest of Python 3.6, 3.11, 3.13; nose2 0.12, nose 1.3.7, django 5.2, testtools 2.6, trial.
// Source: python/cpython Lib/unittest/runner.py; testing-cabal/testtools testtools/run.py; twisted/trial/reporter.py.
import { type Facts, type Format, int, readLabels, tookMs } from './format.js'

export const unittest: Format = {
  name: 'unittest',
  aliases: ['nose', 'nose2', 'django', 'testtools', 'trial'],
  title: 'unittest (nose2, nose, Django, testtools, trial)',
  language: 'Python',
  finish: '`OK` or `FAILED (…)` after `Ran N tests in Ts`',
  doubt: (summary, run) => (summary.total ?? 0) > 0 && !run.hasHeader && summary.hasFrame !== true,
  rules: [
    { role: 'start', on: ['Tests running...'], match: /^Tests running\.\.\.$/, read: () => ({ hasTesttools: true }) },
    {
      role: 'test',
      on: [],
      isDots: true,
      match: /^[.FEsxuS]+$/,
      read: ([dots]) => ({ count: dots!.length, isWeak: true }),
    },
    {
      role: 'test',
      on: ['... ok', '... FAIL', '... ERROR', '... skipped', '... expected', '... unexpected'],
      match: /^\w+ \([\w.]+\)(?: .*)? \.\.\. (?:ok|FAIL|ERROR|skipped\b.*|expected failure|unexpected success)$/,
    },
    { role: 'part', on: ['--------'], match: /^-{70}$/, read: () => ({ hasFrame: true }) },
    {
      role: 'part',
      on: ['Ran '],
      match: /^Ran (\d+) tests? in(?: ([\d.]+)s)?$/,
      read: ([, count, seconds]) => ({ total: int(count), hasRan: true, tookMs: tookMs(seconds, 's') }),
    },
    {
      role: 'end',
      on: ['OK', 'FAILED', 'PASSED (', 'NO TESTS RAN'],
      match: /^(OK|FAILED|PASSED|NO TESTS RAN)(?: \(((?:\w[\w ]*=\d+(?:, )?)+)\))?$/,
      read: ([, word, details], run) =>
        run.summary === null && run.facts.hasRan === true ? readVerdict(word!, details ?? '', run.facts) : null,
    },
    {
      role: 'part',
      on: ['test database for'],
      match: /^Creating test database for /,
      read: () => ({ hasDjango: true }),
    },
  ],
  rename: (facts) => (facts.hasDjango === true ? 'django' : null),
}

/** Passed is what remains; where failures and errors are one number (testtools, nose) it cannot be told. */
function readVerdict(word: string, details: string, ran: Facts): Facts {
  const counts = readLabels(details)
  const count = (...labels: string[]) => labels.reduce((sum, label) => sum + (counts.get(label) ?? 0), 0)
  const rest = [...counts.values()].reduce((a, b) => a + b, 0)
  const isVague = counts.has('skip') || ran.hasTesttools === true
  const total = ran.total ?? 0
  const passed = counts.get('successes') ?? Math.max(0, total - rest)
  return {
    ...(isVague ? {} : { passed }),
    failed: count('failures'),
    errors: count('errors'),
    ...(ran.hasTesttools === true ? {} : { skipped: count('skipped', 'skips', 'skip') }),
    ...(total === 0 && rest === 0 ? { isEmpty: true } : {}),
    ...(word === 'FAILED' ? { isFailed: true } : { isPassed: true }),
  }
}
