// From public outputs; ScalaTest's StringReporter, alone or under sbt (`[info] ` in front).
import { type Format, int } from './format.js'

export const scalatest: Format = {
  name: 'scalatest',
  title: 'ScalaTest',
  language: 'Scala',
  finish: '`All tests passed.` or `*** N TESTS FAILED ***` below `Tests: succeeded N, …`',
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: ['Suites: completed'],
      match: /^(?:\[\w+\] )?Suites: completed \d+, aborted (\d+)$/,
      read: ([, aborted]) => (int(aborted) > 0 ? { isFailed: true } : {}),
    },
    {
      role: 'part',
      on: ['Tests: succeeded'],
      match: /^(?:\[\w+\] )?Tests: succeeded (\d+), failed (\d+), canceled (\d+), ignored (\d+), pending (\d+)$/,
      read: ([, passed, failed, canceled, ignored, pending]) => ({
        hasTests: true,
        passed: int(passed),
        failed: int(failed),
        skipped: int(canceled) + int(ignored) + int(pending),
      }),
    },
    {
      role: 'end',
      on: ['All tests passed.', ' FAILED ***', ' ABORTED ***', 'No tests were exec'],
      match: /^(?:\[\w+\] )?(?:All tests passed\.|\*\*\* .*(?:FAILED|ABORTED) \*\*\*|No tests were executed\.)$/,
      read: ([text], run) =>
        run.facts.hasTests !== true || run.summary !== null ? null : text!.includes('***') ? { isFailed: true } : {},
    },
  ],
}
