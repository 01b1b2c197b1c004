// Seen: shunit2. Source: kward/shunit2 shunit2 (_shunit_generateReport).
import { type Format, int, readLabels } from './format.js'

export const shunit2: Format = {
  name: 'shunit2',
  title: 'shUnit2',
  language: 'shell',
  finish: '`OK` or `FAILED (failures=N)` below `Ran N tests.`',
  isSingle: true,
  rules: [
    {
      role: 'part',
      on: ['Ran '],
      match: /^Ran (\d+) tests?\.$/,
      read: ([, count]) => ({ hasRan: true, total: int(count) }),
    },
    {
      role: 'end',
      on: ['OK', 'FAILED'],
      match: /^(OK|FAILED)(?: \(((?:\w+=\d+,?)+)\))?$/,
      read: ([, word, list], run) => {
        if (run.facts.hasRan !== true || run.summary !== null) return null
        const labels = readLabels(list ?? '')
        const [failed, skipped] = [labels.get('failures') ?? 0, labels.get('skipped') ?? 0]
        return {
          passed: Math.max(0, (run.facts.total ?? 0) - failed - skipped),
          failed,
          skipped,
          ...(word === 'FAILED' ? { isFailed: true } : {}),
        }
      },
    },
  ],
}
