// Seen: nox. Source: wntrblm/nox nox/sessions.py, nox/tasks.py (print_summary).
import type { Format } from './format.js'

export const nox: Format = {
  name: 'nox',
  title: 'nox',
  language: 'Python',
  finish: '`nox > Session x was successful.|failed.` for the last session',
  wraps: true,
  rules: [
    { role: 'start', on: ['nox > Running session'], match: /^nox > Running session / },
    {
      role: 'end',
      on: ['nox > Session '],
      match: /^nox > Session .* (was successful|failed|skipped|aborted|was interrupted)/,
      read: ([, word]) => (/success|skipped/.test(word!) ? { isPassed: true } : { isFailed: true }),
    },
    { role: 'after', on: ['nox > * '], match: /^nox > \* .*: (?:failed|aborted)/, read: () => ({ isFailed: true }) },
  ],
}
