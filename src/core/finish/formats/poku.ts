// Seen: poku (files are counted, not tests). Source: wellwelwel/poku src/bin.
import { type Format, int } from './format.js'

export const poku: Format = {
  name: 'poku',
  title: 'Poku',
  language: 'JavaScript',
  finish: '`PASS › N   FAIL › N`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: ['PASS ›'],
      match: /PASS › (\d+) +FAIL › (\d+)(?: +SKIP › (\d+))?/u,
      read: ([, passed, failed, skipped]) => ({ passed: int(passed), failed: int(failed), skipped: int(skipped) }),
    },
  ],
}
