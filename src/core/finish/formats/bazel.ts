// From source: bazelbuild/bazel …/runtime/TerminalTestResultNotifier.java.
import { type Format, int } from './format.js'

export const bazel: Format = {
  name: 'bazel',
  title: 'bazel test',
  language: 'any',
  finish: '`Executed N out of N tests: …`',
  owns: true,
  rules: [
    {
      role: 'test',
      on: ['//'],
      match: /^\/\/\S+ +(?:\(cached\) )?(?:PASSED|FAILED|FLAKY|TIMEOUT|NO STATUS|SKIPPED)\b/,
    },
    {
      role: 'end',
      on: ['Executed '],
      match: /^(?:INFO: )?Executed (\d+) out of (\d+) tests?: (.*)\.$/,
      read: ([, , , list]) => {
        const sum = (pattern: RegExp) =>
          [...list!.matchAll(pattern)].reduce((total, [, count]) => total + int(count), 0)
        return {
          passed: sum(/(\d+) tests? pass(?:es)?/g),
          failed: sum(/(\d+) fails? (?:locally|remotely|to build)/g),
          skipped: sum(/(\d+) (?:was|were) skipped/g),
        }
      },
    },
  ],
}
