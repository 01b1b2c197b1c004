// Seen or from source: remy/nodemon lib/monitor/run.js, watchexec/cargo-watch src/lib.rs, joeyespo/pytest-watch pytest_watch/watcher.py.
// They restart any command; they have no finish of their own.
import type { Format } from './format.js'

export const watchers: Format = {
  name: 'watchers',
  aliases: ['nodemon', 'cargo-watch', 'pytest-watch', 'watchexec'],
  title: 'nodemon, cargo watch, pytest-watch, watchexec',
  language: 'any',
  finish: 'none: they wait for changes on purpose',
  rules: [
    {
      role: 'watch',
      on: ['[nodemon] '],
      match: /^\[nodemon\] (?:watching|clean exit - waiting for changes|app crashed - waiting for)/,
    },
    {
      role: 'watch',
      on: ['[Finished running. Exit', '[[Finished running', '[Running '],
      match: /^\[+(?:Finished running\. Exit status: \d+|Running '[^']*'\]+)/,
    },
    {
      role: 'watch',
      on: ['Watching '],
      match: /^(?:\[\w{3} \w{3} .*\] )?Watching (?:for (?:file )?changes|[./]\S*)\.{0,3}$/,
    },
  ],
}
