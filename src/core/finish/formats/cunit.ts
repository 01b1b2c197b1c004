// Seen: CUnit (basic interface). Source: cunit/cunit CUnit/Sources/Framework/TestRun.c (CU_print_run_results).
import { type Format, int } from './format.js'

export const cunit: Format = {
  name: 'cunit',
  title: 'CUnit',
  language: 'C',
  finish: '`Elapsed time = …` below the table `Run Summary`',
  rules: [
    { role: 'part', on: ['Run Summary:'], match: /^Run Summary:/, read: () => ({ hasTable: true }) },
    {
      role: 'part',
      on: [' tests '],
      match: /^ +tests +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)$/,
      read: ([, , ran, passed, failed], run) =>
        run.facts.hasTable === true ? { total: int(ran), passed: int(passed), failed: int(failed) } : null,
    },
    {
      role: 'end',
      on: ['Elapsed time ='],
      match: /^Elapsed time = +[\d.]+ seconds$/,
      read: (_, run) => (run.facts.total === undefined || run.summary !== null ? null : {}),
    },
  ],
}
