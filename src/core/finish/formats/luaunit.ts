// Seen: luaunit 3.4 (text, TAP). Source: bluebird75/luaunit luaunit.lua (statusLine).
import { type Format, readCounts } from './format.js'

export const luaunit: Format = {
  name: 'luaunit',
  title: 'LuaUnit',
  language: 'Lua',
  finish: '`Ran N tests in T seconds, N successes, N failures`',
  isSingle: true,
  rules: [
    {
      role: 'end',
      on: ['Ran '],
      match: /^(?:# )?Ran (\d+) tests? in [\d.]+ seconds, (\d+ [\w-]+(?:, \d+ [\w-]+)*)$/,
      read: ([, , list]) => {
        const counts = readCounts(list!)
        const count = (one: string, many: string) => counts.get(one) ?? counts.get(many) ?? 0
        return {
          passed: count('success', 'successes'),
          failed: count('failure', 'failures'),
          errors: count('error', 'errors'),
          skipped: counts.get('skipped') ?? 0,
        }
      },
    },
  ],
}
