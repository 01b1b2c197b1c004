// Seen: eunit of OTP 25. Source: erlang/otp lib/eunit/src/eunit_tty.erl (terminate).
import { type Format, int } from './format.js'

export const eunit: Format = {
  name: 'eunit',
  title: 'EUnit',
  language: 'Erlang',
  finish: '`N tests passed.` or `Failed: N.  Skipped: N.  Passed: N.`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: [' passed.'],
      match: /^ {2}(?:All )?(?:(\d+) tests|Test) passed\.$/,
      read: ([, count]) => ({ passed: count === undefined ? 1 : int(count), failed: 0, skipped: 0 }),
    },
    {
      role: 'end',
      on: ['There were no tests'],
      match: /^ {2}There were no tests to run\.$/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
    {
      role: 'end',
      on: ['  Failed: '],
      match: /^ {2}Failed: (\d+)\. {2}Skipped: (\d+)\. {2}Passed: (\d+)\.$/,
      read: ([, failed, skipped, passed]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
    {
      role: 'after',
      on: ['tests were cancelled'],
      match: /^One or more tests were cancelled\.$/,
      read: () => ({ isFailed: true }),
    },
  ],
}
