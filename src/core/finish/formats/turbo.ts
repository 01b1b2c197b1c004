// Seen: turbo 2.11 (stream output; `pkg:task: ` in front of every line). Source: vercel/turborepo crates/turborepo-lib/src/run/summary/execution.rs.
import { type Format, int } from './format.js'

export const turbo: Format = {
  name: 'turbo',
  title: 'Turborepo',
  language: 'workspaces',
  finish: '`Time:` of the block `Tasks` / `Cached` / `Time` / `Failed`',
  wraps: true,
  rules: [
    {
      role: 'start',
      on: ['Packages in scope', 'Running '],
      match: /^\s*• (?:Packages in scope|Running .* in \d+ packages)/u,
      read: (_, run) => (run.hasHeader && run.summary === null ? null : {}),
    },
    {
      role: 'part',
      on: ['Tasks: '],
      match: /^ *Tasks: +(\d+) successful, (\d+) total$/,
      read: ([, done, total]) => ({ hasTasks: true, ...(int(done) < int(total) ? { isFailed: true } : {}) }),
    },
    {
      role: 'end',
      on: ['Time: '],
      match: /^ *Time: +[\d.]+m?s\b/,
      read: (_, run) => (run.facts.hasTasks === true && run.summary === null ? { isPassed: true } : null),
    },
    {
      role: 'after',
      on: ['Failed: ', 'run failed'],
      match: /^ *(?:Failed: +\S+#\S+|ERROR +run failed)/,
      read: () => ({ isFailed: true }),
    },
  ],
}
