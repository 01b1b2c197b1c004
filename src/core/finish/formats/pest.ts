// From source: pestphp/pest tests/.snapshots/*.inc; nunomaduro/collision (Laravel's artisan test prints the same).
import { type Format, readCounts } from './format.js'

export const pest: Format = {
  name: 'pest',
  aliases: ['artisan-test'],
  title: 'Pest (artisan test)',
  language: 'PHP',
  finish: '`Duration:` below `Tests: N failed, N passed (N assertions)`',
  rules: [
    {
      role: 'part',
      on: [' assertion'],
      match: /^ +Tests: +(.*) \(\d+ assertions?\)$/,
      read: ([, list]) => {
        const counts = readCounts(list!)
        const count = (word: string) => counts.get(word) ?? 0
        return { hasTests: true, passed: count('passed'), failed: count('failed'), skipped: count('skipped') }
      },
    },
    {
      role: 'end',
      on: ['Duration: '],
      match: /^ +Duration: +[\d.]+m?s$/,
      read: (_, run) => (run.facts.hasTests === true && run.summary === null ? {} : null),
    },
    {
      role: 'end',
      on: ['No tests found'],
      match: /^ +(?:INFO|ERROR) +No tests found\.$/,
      read: () => ({ isEmpty: true, passed: 0, failed: 0, skipped: 0 }),
    },
  ],
}
