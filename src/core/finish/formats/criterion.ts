// Seen: criterion 2.4.1. Source: Snaipe/Criterion src/log/normal.c.
import { type Format, int } from './format.js'

export const criterion: Format = {
  name: 'criterion',
  title: 'Criterion',
  language: 'C',
  finish: '`[====] Synthesis: Tested: N | Passing: N | Failing: N | Crashing: N`',
  rules: [
    {
      role: 'end',
      on: ['Synthesis: '],
      match: /^\[====\] Synthesis: Tested: (\d+) \| Passing: (\d+) \| Failing: (\d+) \| Crashing: (\d+)/,
      read: ([, tested, passing, failing, crashing]) => ({
        total: int(tested),
        passed: int(passing),
        failed: int(failing),
        errors: int(crashing),
      }),
    },
  ],
}
