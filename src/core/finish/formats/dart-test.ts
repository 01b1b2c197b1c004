// From source: dart-lang/test pkgs/test_core/lib/src/runner/reporter/{compact,expanded}.dart (also flutter test). The line is redrawn live.
import { type Format, int } from './format.js'

export const dartTest: Format = {
  name: 'dart-test',
  aliases: ['flutter'],
  title: 'dart test, flutter test',
  language: 'Dart',
  finish: '`00:01 +N ~N -N: All tests passed!|Some tests failed.`',
  rules: [
    {
      role: 'end',
      on: [' tests passed!', 'Some tests failed', 'No tests ran', 'All tests skipped'],
      match:
        /^\d\d:\d\d \+(\d+)(?: ~(\d+))?(?: -(\d+))?: (All (?:other )?tests passed!|Some tests failed\.|No tests ran\.|All tests skipped\.)$/,
      read: ([, passed, skipped, failed, word]) => ({
        passed: int(passed),
        skipped: int(skipped),
        failed: int(failed),
        ...(word === 'Some tests failed.' ? { isFailed: true } : {}),
      }),
    },
  ],
}
