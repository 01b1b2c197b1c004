// Seen: meson 1.0.1. Source: mesonbuild/meson mesonbuild/mtest.py (TestHarness.summary).
import { type Facts, type Format, int } from './format.js'

export const mesonTest: Format = {
  name: 'meson-test',
  aliases: ['meson'],
  title: 'meson test',
  language: 'C++',
  finish: '`Timeout:` or `Full log written to` below `Ok: N` / `Fail: N`',
  owns: true,
  rules: [
    {
      role: 'test',
      on: [' OK ', ' FAIL ', ' SKIP ', 'EXPECTEDFAIL', ' TIMEOUT '],
      match: /^ *\d+\/\d+ .* (?:OK|FAIL|SKIP|EXPECTEDFAIL|UNEXPECTEDPASS|TIMEOUT|ERROR) +\d+\.\d+s/,
    },
    {
      role: 'part',
      on: ['Ok: '],
      match: /^Ok: +(\d+)\s*$/,
      read: ([, count]) => ({ hasOk: true, passed: int(count), failed: 0, skipped: 0 }),
    },
    {
      role: 'part',
      on: ['Fail: ', 'Skipped: ', 'Pass: ', 'Expected Fail'],
      match: /^(Fail|Skipped|Unexpected Pass|Expected Fail): +(\d+)\s*$/,
      read: ([, word, count], run) => (run.facts.hasOk === true ? readLine(word!, int(count)) : null),
    },
    {
      role: 'end',
      on: ['Timeout: '],
      match: /^Timeout: +(\d+)\s*$/,
      read: ([, count], run) =>
        run.facts.hasOk !== true || run.summary !== null ? null : int(count) > 0 ? { isFailed: true } : {},
    },
    {
      role: 'end',
      on: ['Full log written to'],
      match: /^Full log written to /,
      read: (_, run) => (run.facts.hasOk === true && run.summary === null ? {} : null),
    },
  ],
}

function readLine(word: string, count: number): Facts {
  if (word === 'Fail') return { failed: count }
  if (word === 'Skipped') return { skipped: count }
  return word === 'Unexpected Pass' && count > 0 ? { isFailed: true } : {}
}
