// Seen: common_test of OTP 25. Source: erlang/otp lib/common_test/src/test_server_ctrl.erl.
import { type Format, int } from './format.js'

export const commonTest: Format = {
  name: 'common-test',
  aliases: ['ct_run'],
  title: 'Common Test',
  language: 'Erlang',
  finish: '`Testing x: TEST COMPLETE, N ok, N failed of N test cases`',
  announces: 'header',
  rules: [
    { role: 'start', on: [': Starting test'], match: /^Testing .*: Starting test, / },
    {
      role: 'end',
      on: [': TEST COMPLETE, '],
      match: /^Testing .*: TEST COMPLETE, (\d+) ok, (\d+) failed(?:, (\d+) skipped)? of (\d+) test cases?$/,
      read: ([, ok, failed, skipped]) => ({ passed: int(ok), failed: int(failed), skipped: int(skipped) }),
    },
  ],
}
