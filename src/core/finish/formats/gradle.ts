// From source: gradle/gradle …/testing/logging/TestCountLogger.java, …/BuildResultLogger.java. Counts are shown only when something failed.
import { type Format, int } from './format.js'

export const gradle: Format = {
  name: 'gradle',
  title: 'Gradle',
  language: 'Java',
  finish: '`BUILD SUCCESSFUL|FAILED in T`',
  owns: true,
  rules: [
    { role: 'test', on: ['> Task '], match: /^> Task :\S*[tT]est\S*(?: FAILED)?$/, read: () => ({ count: 0 }) },
    { role: 'test', on: [' PASSED', ' FAILED', ' SKIPPED'], match: /^\S.* > .* (?:PASSED|FAILED|SKIPPED)$/ },
    {
      role: 'part',
      on: [' completed, '],
      match: /^(\d+) tests? completed, (\d+) failed(?:, (\d+) skipped)?$/,
      read: ([, completed, failed, skipped]) => ({
        passed: Math.max(0, int(completed) - int(failed) - int(skipped)),
        failed: int(failed),
        skipped: int(skipped),
      }),
    },
    {
      role: 'end',
      on: ['BUILD SUCCESSFUL', 'BUILD FAILED'],
      match: /^BUILD (SUCCESSFUL|FAILED) in /,
      read: ([, word]) => (word === 'FAILED' ? { isFailed: true } : { isPassed: true }),
    },
  ],
}
