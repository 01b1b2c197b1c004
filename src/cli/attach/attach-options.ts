import type { Option } from '../options/option.js'
import { RUN_OPTIONS } from '../options/run-options.js'

/** Options of `run` that mean the same here: how to look, how to speak, what to write. */
const SHARED = new Set([
  ...['kill-after', 'proc-source', 'quiet', 'verbose', 'color'],
  ...['json', 'html', 'junit', 'ctrf', 'markdown', 'trace', 'speedscope', 'otlp'],
])

export const ATTACH_ONLY_OPTIONS: readonly Option[] = [
  { name: 'release', kind: 'flag', flagOnly: true, help: 'let go of what holds it, so that it can end by itself' },
  { name: 'kill', kind: 'flag', flagOnly: true, help: 'end the tree after the diagnosis: TERM, then KILL' },
  {
    name: 'watch',
    kind: 'duration',
    flagOnly: true,
    help: 'how long it is watched before it is asked; busy and idle are told apart over this time',
    fallback: '1.1s',
  },
  {
    name: 'no-touch',
    kind: 'flag',
    flagOnly: true,
    help: 'start nothing inside a process (no signal, no inspector): only what the OS knows',
  },
]

export const ATTACH_OPTIONS: readonly Option[] = [
  ...ATTACH_ONLY_OPTIONS,
  ...RUN_OPTIONS.filter(({ name }) => SHARED.has(name)),
]
