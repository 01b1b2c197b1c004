// Seen: tox 3 and 4. Source: tox-dev/tox src/tox/session/cmd/run/common.py (report), tox 3 src/tox/session/__init__.py (_summary).
import type { Format } from './format.js'

export const tox: Format = {
  name: 'tox',
  title: 'tox',
  language: 'Python',
  finish: '`congratulations :)`, `evaluation failed :(` or the list below `summary`',
  wraps: true,
  rules: [
    {
      role: 'start',
      on: ['commands[0]'],
      match: /^\S+(?: run-test)?: commands\[0\] ?[>|] /,
      read: (_, run) => (run.hasHeader && run.summary === null ? null : {}),
    },
    { role: 'part', on: [' summary ___'], match: /^_+ summary _+$/, read: () => ({ hasSummary: true }) },
    { role: 'end', on: ['congratulations :)'], match: /^ *congratulations :\)/, read: () => ({ isPassed: true }) },
    { role: 'end', on: ['evaluation failed :('], match: /^ *evaluation failed :\(/, read: () => ({ isFailed: true }) },
    {
      role: 'end',
      on: ['commands failed'],
      match: /^ERROR: +\S+: (?:parallel child exit code \d+|commands failed|InvocationError.*)/,
      read: (_, run) => (run.facts.hasSummary === true && run.summary === null ? { isFailed: true } : null),
    },
  ],
}
