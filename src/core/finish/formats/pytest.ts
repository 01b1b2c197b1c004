// Seen: pytest 9.1.1, 7.2.1 (with xdist 3.8 and 3.1, cov, timeout, sugar; -q, -v, -s; terminal and pipe).
// Source: pytest-dev/pytest src/_pytest/terminal.py (summary_stats, build_summary_stats_line, pytest_collection_finish).
import { type Facts, type Format, int, numbered, type RunView, readCounts, tookMs } from './format.js'

const COUNT =
  '\\d+ (?:failed|passed|skipped|deselected|xfailed|xpassed|warnings?|errors?|rerun|subtests passed|snapshots? \\w+)'

/** The last word of the bar before its time. */
const LAST_WORDS = [
  'failed',
  'passed',
  'skipped',
  'deselected',
  'xfailed',
  'xpassed',
  'warning',
  'warnings',
  'error',
  'errors',
  'rerun',
  'ran',
  'tests collected',
  'test collected',
  'deselected)',
  'updated',
  'generated',
  'unused',
].map((word) => `${word} in `)

export const pytest: Format = {
  name: 'pytest',
  title: 'pytest',
  language: 'Python',
  finish: 'the last bar, `=== N failed, N passed in Ts ===` (without bars under -q)',
  announces: 'header',
  doubt: isContradicted,
  rules: [
    {
      role: 'start',
      on: ['test session starts'],
      match: /^(?:\S+\.py(?:::\S+)? )?=+ test session starts(?: \(.*\))? =+$/,
    },
    {
      role: 'part',
      on: ['collected '],
      match: /^(?:collecting \.\.\. )?collected (\d+) items?(.*)$/,
      read: ([, all, rest]) => ({ announced: int(/(\d+) selected/.exec(rest!)?.[1] ?? all) }),
    },
    {
      role: 'part',
      on: [' items]', ' item]'],
      match: /^\d+ workers? \[(\d+) items?\]/,
      read: ([, count]) => ({ announced: int(count) }),
    },
    {
      role: 'test',
      on: ['%]', '.py '],
      isDots: true,
      match: /^(\S+\.py )?([.FEsxXRpu,]+)(?: +\[ *\d+%\])?$/,
      read: ([text, path, marks]) => ({
        count: marks!.replaceAll(/[R,]/g, '').length,
        isWeak: path === undefined && !text!.endsWith(']'),
      }),
    },
    {
      role: 'test',
      on: ['%]'],
      match: /^\S+::.*? (PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS|RERUN)\b.*\[ *\d+%\]$/,
      read: () => ({}),
    },
    {
      role: 'test',
      on: ['[gw'],
      match: /^\[gw\d+\] \[ *\d+%\] (?:PASSED|FAILED|ERROR|SKIPPED|XFAIL|XPASS) /,
      read: () => ({}),
    },
    { role: 'part', on: ['SUBFAIL'], match: /^SUBFAIL(?:ED)?[ ([]/, read: () => ({ hasSubtests: true }) },
    { role: 'part', on: ['!!!!'], match: /^!+ (.*?) !+$/, read: ([, what]) => readStop(what!) },
    { role: 'part', on: ['INTERNALERROR>'], match: /^INTERNALERROR>/, read: () => ({ isFailed: true }) },
    {
      role: 'part',
      on: ['FAIL Required test coverage', 'Coverage failure:'],
      match: /^(?:FAIL Required test coverage|(?:ERROR: )?Coverage failure:)/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: LAST_WORDS,
      match: new RegExp(
        `^(?:=+ )?((?:${COUNT}(?:, )?)+|no tests ran|no tests collected.*|\\d+(?:/\\d+)? tests? collected.*) in ([\\d.]+)s(?: \\([\\d:]+\\))?(?: =+)?$`,
      ),
      read: ([, text, seconds]) => ({ ...readBar(text!), tookMs: tookMs(seconds, 's') }),
    },
    {
      role: 'part',
      on: ['Results ('],
      match: /^Results \([\d.]+s\):$/,
      read: () => ({ hasSugar: true, passed: 0, failed: 0, skipped: 0 }),
    },
    {
      role: 'end',
      on: numbered('passed', 'failed', 'skipped', 'error', 'xfailed', 'xpassed'),
      match: /^ +(\d+) (passed|failed|skipped|error|xfailed|xpassed)$/,
      read: ([, count, word], run) => readSugar(int(count), word!, run),
    },
  ],
}

function readBar(text: string): Facts {
  if (!/^\d/.test(text) || text.includes('collected'))
    return { isEmpty: true, passed: 0, failed: 0, skipped: 0, errors: 0 }
  const counts = readCounts(text.replaceAll(/\d+ (?:subtests|snapshots?) \w+/g, ''))
  const count = (word: string) => counts.get(word) ?? 0
  const tests = {
    passed: count('passed'),
    failed: count('failed'),
    skipped: count('skipped'),
    errors: count('error') + count('errors'),
  }
  return { ...tests, total: tests.passed + tests.failed + tests.skipped + count('xfailed') + count('xpassed') }
}

function readStop(what: string): Facts | null {
  if (/^(?:KeyboardInterrupt|.*outcomes\.Exit\b)/.test(what)) return { isInterrupted: true, hasStopped: true }
  if (/^Interrupted: \d+ errors? during collection/.test(what)) return { isFailed: true, hasStopped: true }
  return /^(?:stopping after|xdist\.dsession\.Interrupted|Interrupted)/.test(what) ? { hasStopped: true } : null
}

/** pytest-sugar's counts, one a line. */
function readSugar(count: number, word: string, run: RunView): Facts | null {
  const facts = run.summary ?? run.facts
  if (facts.hasSugar !== true) return null
  const key = word === 'error' ? 'errors' : word
  return key.startsWith('x') ? {} : { ...facts, [key]: count }
}

/** The bar's tests are not those that were collected and shown. */
function isContradicted(summary: Facts, run: RunView): boolean {
  const { announced, total } = summary
  if (summary.isEmpty === true) return false
  if (!run.isShown && (!run.hasHeader || announced === undefined)) return true
  if (announced === undefined || total === undefined || summary.hasStopped === true || summary.isFailed === true)
    return false
  return (
    (total > Math.max(announced, run.seen) && summary.hasSubtests !== true) || total + (summary.errors ?? 0) < announced
  )
}
