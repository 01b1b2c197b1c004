// From source: cypress-io/cypress packages/server/lib/util/print-run.ts (table of the run below mocha's output for each spec).
import { type Format, int } from './format.js'

const cell = (text: string | undefined): number => (text === '-' ? 0 : int(text))

export const cypress: Format = {
  name: 'cypress',
  title: 'Cypress',
  language: 'JavaScript',
  finish: 'the last row of the table `(Run Finished)`',
  announces: 'header',
  owns: true,
  rules: [
    { role: 'start', on: ['(Run Starting)'], match: /^ *\(Run Starting\)$/ },
    { role: 'part', on: ['(Run Finished)'], match: /^ *\(Run Finished\)$/, read: () => ({ hasTable: true }) },
    {
      role: 'end',
      on: ['All specs passed!', ' failed ('],
      match:
        /^ *[✔✖√×] +(?:All specs passed!|\d+ of \d+ failed \(\d+%\)) +(?:\S+ +)?(\d+|-) +(\d+|-) +(\d+|-) +(\d+|-) +(\d+|-) *$/u,
      read: ([text, , passed, failed, pending, skipped], run) =>
        run.facts.hasTable === true
          ? {
              passed: cell(passed),
              failed: cell(failed),
              skipped: cell(pending) + cell(skipped),
              ...(/of \d+ failed/.test(text!) ? { isFailed: true } : {}),
            }
          : null,
    },
  ],
}
