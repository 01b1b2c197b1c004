// From source: microsoft/vstest src/vstest.console/Resources/Resources.resx and its translations; quoted outputs for the terminal logger.
// The minimal line is translated word by word, so it is read by its order: failed, passed, skipped, total, duration, file.
import { type Format, int } from './format.js'

export const vstest: Format = {
  name: 'vstest',
  aliases: ['dotnet'],
  title: 'dotnet test (VSTest)',
  language: '.NET',
  finish:
    '`Passed! - Failed: 0, Passed: 3, …` a project, `Total time:` of the block `Total tests`, or `Test summary: total: N, …`',
  rules: [
    {
      role: 'end',
      on: ['.dll', '.exe'],
      match:
        /^\s*(?:\S+! +(?:- |: ))?[^:,]+: +(\d+), [^:,]+: +(\d+), [^:,]+: +(\d+), [^:,]+: +(\d+), [^:,]+: +.*? - \S.*\.(?:dll|exe)(?: \(.*\))?$/,
      read: ([, failed, passed, skipped]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
    {
      role: 'part',
      on: ['Test Run '],
      match: /^Test Run (Successful|Failed|Aborted|Canceled)\.$/,
      read: ([, word]) => (word === 'Successful' ? {} : { isFailed: true }),
    },
    {
      role: 'part',
      on: ['Total tests: '],
      match: /^Total tests: (\d+)/,
      read: ([, count]) => ({ total: int(count), passed: 0, failed: 0, skipped: 0 }),
    },
    {
      role: 'part',
      on: ['Passed: ', 'Failed: ', 'Skipped: '],
      match: /^ +(Passed|Failed|Skipped): (\d+)$/,
      read: ([, word, count], run) => (run.facts.total === undefined ? null : { [word!.toLowerCase()]: int(count) }),
    },
    {
      role: 'end',
      on: ['Total time: '],
      match: /^ *Total time: [\d.]+ \w+$/,
      read: (_, run) => (run.facts.total === undefined || run.summary !== null ? null : {}),
    },
    {
      role: 'end',
      on: ['est summary: total'],
      match: /^Test summary: total: (\d+), failed: (\d+), succeeded: (\d+), skipped: (\d+), duration: /i,
      read: ([, , failed, passed, skipped]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
  ],
}
