// Seen: clojure.test 1.11.1. Source: clojure/clojure src/clj/clojure/test.clj (report :summary). Failures are counted by assertion.
import { type Format, int } from './format.js'

export const clojureTest: Format = {
  name: 'clojure-test',
  title: 'clojure.test',
  language: 'Clojure',
  finish: '`N failures, N errors.` below `Ran N tests containing M assertions.`',
  rules: [
    {
      role: 'part',
      on: [' containing '],
      match: /^Ran (\d+) tests containing (\d+) assertions\.$/,
      read: ([, tests]) => ({ hasRan: true, total: int(tests) }),
    },
    {
      role: 'end',
      on: [' failures, '],
      match: /^(\d+) failures, (\d+) errors\.$/,
      read: ([, failures, errors], run) => {
        if (run.facts.hasRan !== true || run.summary !== null) return null
        const passed = (run.facts.total ?? 0) - int(failures) - int(errors)
        return { failed: int(failures), errors: int(errors), ...(passed < 0 ? { hasUnknownPasses: true } : { passed }) }
      },
    },
  ],
}
