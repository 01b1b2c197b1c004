// Seen: JUnit ConsoleLauncher 1.9.1. Source: junit-team/junit5 junit-platform-launcher/…/MutableTestExecutionSummary.java.
import { type Format, int } from './format.js'

const line = (what: string) => new RegExp(`^\\[ +(\\d+) ${what} +\\]$`)

export const junitConsole: Format = {
  name: 'junit-console',
  aliases: ['junit5'],
  title: 'JUnit Platform ConsoleLauncher',
  language: 'Java',
  finish: '`[ N tests failed ]`, the last of twelve bracketed lines',
  rules: [
    {
      role: 'part',
      on: ['Test run finished after'],
      match: /^Test run finished after \d+ ms$/,
      read: () => ({ hasFinished: true }),
    },
    {
      role: 'part',
      on: [' containers failed'],
      match: line('containers failed'),
      read: ([, count]) => (int(count) > 0 ? { isFailed: true } : {}),
    },
    {
      role: 'part',
      on: [' tests skipped'],
      match: line('tests skipped'),
      read: ([, count]) => ({ skipped: int(count) }),
    },
    {
      role: 'part',
      on: [' tests successful'],
      match: line('tests successful'),
      read: ([, count]) => ({ passed: int(count) }),
    },
    {
      role: 'end',
      on: [' tests failed'],
      match: line('tests failed'),
      read: ([, count], run) => (run.facts.hasFinished === true ? { failed: int(count) } : null),
    },
  ],
}
