// From source: sbt/sbt main-actions/src/main/scala/sbt/TestResultLogger.scala (the line comes only where a framework has none of its own).
import { type Format, int } from './format.js'

export const sbt: Format = {
  name: 'sbt',
  title: 'sbt test',
  language: 'Scala',
  finish: '`Passed: Total N, Failed N, Errors N, Passed N`',
  absorbs: ['scalatest'],
  rules: [
    {
      role: 'end',
      on: [': Total '],
      match:
        /^\[(?:info|error|warn)\] (Passed|Failed|Error): Total (\d+), Failed (\d+), Errors (\d+), Passed (\d+)(?:, Skipped (\d+))?(?:, Ignored (\d+))?(?:, Canceled (\d+))?(?:, Pending (\d+))?$/,
      read: ([, , total, failed, errors, passed, skipped, ignored, canceled, pending]) => ({
        total: int(total),
        passed: int(passed),
        failed: int(failed),
        errors: int(errors),
        skipped: int(skipped) + int(ignored) + int(canceled) + int(pending),
      }),
    },
    {
      role: 'after',
      on: ['TestsFailedException'],
      match: /^\[error\] \(.*\) sbt\.TestsFailedException/,
      read: () => ({ isFailed: true }),
    },
  ],
}
