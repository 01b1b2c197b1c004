// Seen: nx 22, lerna 9 (which is nx). Source: nrwl/nx packages/nx/src/tasks-runner/life-cycles/static-run-*-terminal-output-life-cycle.ts.
import type { Format } from './format.js'

export const nx: Format = {
  name: 'nx',
  aliases: ['lerna'],
  title: 'Nx, Lerna',
  language: 'workspaces',
  finish: '`NX   Successfully ran target test for N projects`',
  wraps: true,
  rules: [
    {
      role: 'start',
      on: ['Running target'],
      match: /^ *(?:NX|Lerna \(powered by Nx\)) +Running targets? .*(?: for | on )(?!.*failed$)/,
      read: (_, run) => (run.hasHeader && run.summary === null ? null : {}),
    },
    {
      role: 'start',
      on: ['lerna notice cli'],
      match: /^lerna notice cli v/,
      read: (_, run) => (run.hasHeader && run.summary === null ? null : {}),
    },
    {
      role: 'end',
      on: ['Successfully ran target'],
      match: /^ *(?:NX|Lerna \(powered by Nx\)) +Successfully ran targets? /,
      read: () => ({ isPassed: true }),
    },
    {
      role: 'end',
      on: ['Ran target', 'Running target'],
      match: /^ *(?:NX|Lerna \(powered by Nx\)) +(?:Ran targets? |Running targets? .* failed$)/,
      read: () => ({ isFailed: true }),
    },
    {
      role: 'end',
      on: ['lerna success run', 'lerna ERR!'],
      match: /^lerna (success run Ran|ERR! )/,
      read: ([, word]) => (word === 'ERR! ' ? { isFailed: true } : { isPassed: true }),
    },
  ],
}
