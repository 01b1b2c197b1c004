// Seen: go 1.19.8 (list of packages, directory mode, -v, panics, build failures, coverage; terminal and pipe).
// Source: golang/go src/cmd/go/internal/test/test.go, src/testing/testing.go. There is no total line: the last package is the end.
import { type Facts, type Format, type RunView, tookMs } from './format.js'

export const goTest: Format = {
  name: 'go-test',
  title: 'go test',
  language: 'Go',
  finish: 'a line `ok|FAIL|?` for every package; `FAIL` closes a list with failures',
  doubt: (summary, run) => run.openTests > 0 && summary.hasPanic !== true && summary.hasBuildFailed !== true,
  rules: [
    { role: 'open', on: ['=== RUN '], match: /^=== RUN {3}([^/\s]+)$/, read: ([, name]) => ({ name: name! }) },
    {
      role: 'test',
      on: ['--- PASS: ', '--- FAIL: ', '--- SKIP: '],
      match: /^--- (PASS|FAIL|SKIP): ([^/\s]+) \((\d+\.\d+)s\)$/,
      read: ([, word, name, seconds]) => ({
        name: name!,
        result: RESULTS[word!]!,
        tookMs: tookMs(seconds, 's'),
        ...(word === 'PASS' ? { facts: { hasVerbose: true } } : {}),
      }),
    },
    { role: 'part', on: ['panic: '], match: /^panic: /, read: () => ({ hasPanic: true, isFailed: true }) },
    { role: 'part', on: ['coverage: ', 'exit status'], match: /^(?:coverage: |exit status )/, read: () => ({}) },
    {
      role: 'end',
      on: ['ok  \t', 'FAIL\t', '?   \t'],
      match:
        /^(ok {2}|FAIL|\? {3})\t(\S+)(?:\t(?:(\d+\.\d{3})s|\(cached\)|\[no test files\])(?:[\t ].*)?| \[(?:build|setup) failed\])$/,
      read: readPackage,
    },
    {
      role: 'test',
      on: ['"Action":"'],
      match: /^\{.*"Action":"(pass|fail|skip)","Package":"[^"]*","Test":"[^"/]+"/,
      read: ([, word]) => ({ result: RESULTS[word!.toUpperCase()]!, facts: { hasVerbose: true } }),
    },
    {
      role: 'end',
      on: ['"Action":"'],
      match: /^\{.*"Action":"(pass|fail|skip)","Package":"[^"]*"(?:,"Elapsed":[\d.]+)?(?:,"FailedBuild":"[^"]*")?\}$/,
      read: ([, word], run) => ({
        ...tally(run),
        ...(word === 'fail' ? { isFailed: true } : word === 'skip' ? { isEmpty: true } : { isPassed: true }),
      }),
    },
    {
      role: 'after',
      on: ['FAIL'],
      match: /^FAIL$/,
      read: (_, run) => (run.summary === null ? null : { isFailed: true }),
    },
  ],
}

const RESULTS: Readonly<Record<string, 'passed' | 'failed' | 'skipped'>> = {
  PASS: 'passed',
  FAIL: 'failed',
  SKIP: 'skipped',
}

/** Only -v shows every test; without it there are no counts, except for packages without tests. */
function readPackage([text, word, , seconds]: readonly string[], run: RunView): Facts {
  const hasNoTests = word === '?   ' || text!.includes('[no tests to run]')
  const isVerbose = hasNoTests || (run.summary === null && (run.facts.hasVerbose === true || run.failed < run.seen))
  return {
    hasFrame: true, // three decimals and tabs: nobody else prints such a line
    ...(isVerbose ? tally(run) : {}),
    ...(word === 'FAIL' ? { isFailed: true } : hasNoTests ? { isEmpty: true } : { isPassed: true }),
    ...(/\[(?:build|setup) failed\]/.test(text!) ? { hasBuildFailed: true } : {}),
    ...(seconds === undefined ? {} : { tookMs: tookMs(seconds, 's') }),
  }
}

/** The tests seen since the last package; a package without any follows a complete one. */
function tally(run: RunView): Facts {
  if (run.summary !== null) return { passed: 0, failed: 0, skipped: 0 }
  return { passed: run.passed, failed: run.failed, skipped: run.skipped }
}
