// From source: swiftlang/swift-testing Sources/Testing/Events/Recorder/Event.HumanReadableOutputRecorder.swift (.runEnded).
import { type Format, int } from './format.js'

export const swiftTesting: Format = {
  name: 'swift-testing',
  title: 'Swift Testing',
  language: 'Swift',
  finish: '`Test run with N tests passed|failed after T seconds`',
  rules: [
    {
      role: 'end',
      on: ['Test run with '],
      match:
        /^\S+ +Test run with (\d+) tests?(?: in \d+ suites?)? (passed|failed) after [\d.]+ seconds?(?: with (\d+) (?:known )?issues?.*)?\.$/u,
      read: ([, total, word]) =>
        word === 'failed'
          ? { total: int(total), isFailed: true }
          : { total: int(total), passed: int(total), failed: 0 },
    },
  ],
}
