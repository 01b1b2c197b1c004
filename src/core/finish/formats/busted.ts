// Seen: busted 2.1 (plain, utfTerminal). Source: lunarmodules/busted busted/outputHandlers/utfTerminal.lua. Details come after the line.
import { type Format, int, numbered } from './format.js'

export const busted: Format = {
  name: 'busted',
  title: 'busted',
  language: 'Lua',
  finish: '`N successes / N failures / N errors / N pending : T seconds`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: numbered('success'),
      match: /^(\d+) success(?:es)? \/ (\d+) failures? \/ (\d+) errors? \/ (\d+) pending : [\d.]+ seconds$/,
      read: ([, passed, failed, errors, pending]) => ({
        passed: int(passed),
        failed: int(failed),
        errors: int(errors),
        skipped: int(pending),
      }),
    },
  ],
}
