// Seen: gotestsum 1.8.2. Source: gotestyourself/gotestsum testjson/summary.go. In its verbose formats go's own lines come before.
import { type Format, int } from './format.js'

export const gotestsum: Format = {
  name: 'gotestsum',
  title: 'gotestsum',
  language: 'Go',
  finish: '`DONE N tests, N skipped, N failures in Ts`',
  absorbs: ['go-test'],
  rules: [
    {
      role: 'end',
      on: ['DONE '],
      match:
        /^DONE (?:\d+ runs?, )?(\d+) tests?(?:, (\d+) skipped)?(?:, (\d+) failures?)?(?:, (\d+) errors?)? in [\d.]+s$/,
      read: ([, tests, skipped, failures, errors]) => ({
        total: int(tests),
        passed: Math.max(0, int(tests) - int(skipped) - int(failures)),
        failed: int(failures),
        skipped: int(skipped),
        ...(errors === undefined ? {} : { errors: int(errors) }),
      }),
    },
  ],
}
