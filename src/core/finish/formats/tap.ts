// Seen: node 18, 20, 22 (piped), tape 5, qunit 3, mocha tap, lab, ava --tap, tap 21, bats, Test::More.
// Source: testanything.org/tap-version-14-specification; nodejs/node lib/internal/test_runner/reporter/tap.js; tapjs/tapjs.
// The plan says how many points there are, first or last; counters may follow it (node, tape, qunit) or precede it (mocha).
import { type Facts, type Format, int, type RunView, readLabels } from './format.js'

export const tap: Format = {
  name: 'tap',
  aliases: ['tape', 'qunit', 'node-test', 'ava', 'lab', 'bats', 'mocha', 'tapjs', 'test-more'],
  title: 'TAP (node --test, tape, QUnit, tap, bats, Test::More …)',
  language: 'any',
  finish: 'the plan `1..N` and N top-level points, with the counters after it',
  announces: 'header',
  rename: nameOf,
  completes: isPlanMet,
  rules: [
    { role: 'start', on: ['TAP version '], match: /^TAP version 1[34]$/ },
    { role: 'test', on: ['ok '], match: /^(not )?ok(?: (\d+)| -)( .*)?$/, read: readPoint },
    { role: 'end', on: ['1..'], match: /^1\.\.0(?: |$)/, read: () => ({ isEmpty: true, passed: 0, failed: 0 }) },
    {
      role: 'part',
      on: ['1..'],
      match: /^1\.\.(\d+)(?: *# *(?:SKIP|skip)\b.*)?$/,
      read: ([, count]) => ({ announced: int(count), hasPlan: true }),
    },
    {
      role: 'after',
      on: ['tests', 'suites', 'pass', 'fail', 'cancelled', 'skip', 'todo', 'ok', 'duration_ms'].map(
        (word) => `# ${word}`,
      ),
      match: /^# +(tests|suites|pass|fail|cancelled|skipped|skip|todo|ok|duration_ms)(?: +(\d+(?:\.\d+)?))?$/,
      read: readCounter,
    },
    {
      role: 'after',
      on: ['# { total: '],
      match: /^# \{ total: \d+(?:, \w+: \d+)* \}$/,
      read: ([text]) => readTotals(text!),
    },
    {
      role: 'end',
      on: ['# { total: '],
      match: /^# \{ total: \d+(?:, \w+: \d+)* \}$/,
      read: ([text]) => readTotals(text!),
    },
    {
      role: 'after',
      on: ['# Looks like'],
      match: /^# Looks like (?:you|your)\b.*(?:failed|planned|exited|died)/,
      read: () => ({ isFailed: true }),
    },
    { role: 'after', on: ['Bail out!'], match: /^Bail out!/, read: () => ({ isFailed: true }) },
  ],
}

function readPoint([, not, , rest]: readonly string[]) {
  const directive = /# *(skip|todo)\b/i.exec(rest ?? '')?.[1]?.toLowerCase()
  if (directive === 'skip') return { result: 'skipped' as const }
  if (directive === 'todo') return {} // a todo that fails is no failure
  return { result: not === undefined ? ('passed' as const) : ('failed' as const) }
}

const COUNTERS: Readonly<Record<string, (count: number) => Facts>> = {
  tests: (count) => ({ total: count, hasTests: true }),
  suites: () => ({ hasSuites: true }),
  pass: (count) => ({ passed: count }),
  fail: (count) => ({ failed: count }),
  cancelled: (count) => (count > 0 ? { isFailed: true } : {}),
  skipped: (count) => ({ skipped: count }),
  skip: (count) => ({ skipped: count, hasSkip: true }),
  todo: () => ({ hasTodo: true }),
  ok: () => ({ hasOk: true }),
}

/** `# pass  3` with two spaces is tape's, which counts skipped points as passed. */
function readCounter([text, word, count]: readonly string[]): Facts {
  const facts = COUNTERS[word!]?.(int(count)) ?? {}
  return / {2}\d/.test(text!) ? { ...facts, hasTape: true, hasUnknownSkips: true } : facts
}

function readTotals(text: string): Facts {
  const labels = readLabels(text)
  return {
    passed: labels.get('pass') ?? 0,
    failed: labels.get('fail') ?? 0,
    skipped: labels.get('skip') ?? 0,
    hasTotals: true,
  }
}

function isPlanMet(run: RunView): Facts | null {
  const planned = run.facts.announced
  if (run.facts.hasPlan !== true || planned === undefined || run.seen < planned || planned === 0) return null
  return { passed: run.passed, failed: run.failed, skipped: run.skipped, total: planned, ...run.facts }
}

function nameOf(facts: Facts): string | null {
  if (facts.hasTotals === true) return 'tap'
  if (facts.hasSuites === true) return 'node-test'
  if (facts.hasTape === true || facts.hasOk === true) return 'tape'
  return facts.hasSkip === true && facts.hasTodo === true ? 'qunit' : null
}
