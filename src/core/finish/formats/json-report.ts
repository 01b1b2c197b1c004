// Seen: mocha json and json-stream, vitest 1-4 --reporter=json: the document on stdout instead of a summary.
// Source: mochajs/mocha lib/reporters/json.js, json-stream.js; vitest-dev/vitest packages/vitest/src/node/reporters/json.ts.
import { type Facts, type Format, int } from './format.js'

const COUNTS = /"(passes|pending|failures)":\s?(\d+)/g

export const jsonReport: Format = {
  name: 'json-report',
  title: 'JSON reporters of Mocha and Vitest',
  language: 'JavaScript',
  finish: '`"duration"` of `"stats"`, `["end",{…}]`, or the line of totals',
  rules: [
    {
      role: 'part',
      on: ['"stats": {'],
      match: /^ {2}"stats": \{$/,
      read: () => ({ hasStats: true, passed: 0, failed: 0, skipped: 0 }),
    },
    {
      role: 'part',
      on: ['"passes": ', '"pending": ', '"failures": '],
      match: /^ {4}"(passes|pending|failures)": (\d+),?$/,
      read: ([text], run) => (run.facts.hasStats === true ? readStats(text!) : null),
    },
    {
      role: 'end',
      on: ['"duration": '],
      match: /^ {4}"duration": \d+,?$/,
      read: (_, run) => (run.facts.hasStats === true && run.summary === null ? {} : null),
    },
    {
      role: 'end',
      on: ['["end",{'],
      match: /^\["end",\{"suites":\d+,"tests":\d+,.*\}\]$/,
      read: ([text]) => readStats(text!),
    },
    {
      role: 'end',
      on: ['"numTotalTestSuites":'],
      match:
        /^\{"numTotalTestSuites":\d+,.*?"numTotalTests":(\d+),"numPassedTests":(\d+),"numFailedTests":(\d+),"numPendingTests":(\d+),/,
      read: ([text, total, passed, failed, skipped]) => ({
        total: int(total),
        passed: int(passed),
        failed: int(failed),
        skipped: int(skipped),
        ...(/"numFailedTestSuites":[1-9]|"success":false/.test(text!) ? { isFailed: true } : {}),
      }),
    },
  ],
}

function readStats(text: string): Facts {
  const counts = new Map([...text.matchAll(COUNTS)].map(([, word, count]) => [word, int(count)]))
  const [passed, failed, skipped] = [counts.get('passes'), counts.get('failures'), counts.get('pending')]
  return {
    ...(passed === undefined ? {} : { passed }),
    ...(failed === undefined ? {} : { failed }),
    ...(skipped === undefined ? {} : { skipped }),
  }
}
