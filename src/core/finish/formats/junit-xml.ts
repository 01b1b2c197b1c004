// Seen: vitest and node --test with --reporter=junit, mocha xunit: the document on stdout instead of a summary.
// Source: testmoapp/junitxml; nodejs/node lib/internal/test_runner/reporter/junit.js (its counters are comments at the end).
import { type Facts, type Format, int } from './format.js'

const attribute = (text: string, name: string): number | undefined => {
  const found = new RegExp(` ${name}="(\\d+)"`).exec(text)?.[1]
  return found === undefined ? undefined : int(found)
}

export const junitXml: Format = {
  name: 'junit-xml',
  aliases: ['xunit'],
  title: 'JUnit XML on stdout',
  language: 'any',
  finish: '`</testsuites>`, or `</testsuite>` at the left margin',
  rules: [
    {
      role: 'part',
      on: ['<testsuites'],
      match: /^<testsuites\b.*>$/,
      read: ([text]) => ({ hasXml: true, ...readAttributes(text!) }),
    },
    {
      role: 'part',
      on: ['<testsuite '],
      match: /^<testsuite .*>$/,
      read: ([text]) => ({ hasXml: true, ...readAttributes(text!) }),
    },
    {
      role: 'part',
      on: ['<!-- '],
      match: /^\s*<!-- (pass|fail|cancelled|skipped) (\d+) -->$/,
      read: ([, word, count]) => readComment(word!, int(count)),
    },
    {
      role: 'end',
      on: ['</testsuite'],
      match: /^<\/testsuites?>$/,
      read: (_, run) => (run.facts.hasXml === true && run.summary === null ? {} : null),
    },
  ],
}

function readAttributes(text: string): Facts {
  const total = attribute(text, 'tests')
  if (total === undefined) return {}
  const [failed, errors] = [attribute(text, 'failures') ?? 0, attribute(text, 'errors') ?? 0]
  const skipped = attribute(text, 'skipped')
  const passed = skipped === undefined ? { hasUnknownPasses: true } : { skipped }
  return { total, failed, errors, passed: Math.max(0, total - failed - errors - (skipped ?? 0)), ...passed }
}

function readComment(word: string, count: number): Facts {
  if (word === 'pass') return { passed: count }
  if (word === 'fail') return { failed: count }
  return word === 'skipped' ? { skipped: count } : count > 0 ? { isFailed: true } : {}
}
