import type { Option } from '../options/option.js'
import { RUN_OPTIONS } from '../options/run-options.js'

export const BISECT_ONLY_OPTIONS: readonly Option[] = [
  {
    name: 'files',
    kind: 'text',
    metavar: 'FILE',
    many: true,
    flagOnly: true,
    help: 'the files to search: names, patterns, directories or @LIST (repeatable); {} in the command stands for them',
    fallback: 'the runner is asked',
  },
  {
    name: 'suspect',
    kind: 'text',
    metavar: 'FILE',
    flagOnly: true,
    help: 'a file to verify first',
    fallback: 'the test file that a suspect of the first run names',
  },
  { name: 'fresh', kind: 'flag', flagOnly: true, help: 'forget an earlier, interrupted search of the same files' },
  {
    name: 'state',
    kind: 'text',
    metavar: 'FILE',
    flagOnly: true,
    help: 'where the search keeps its answers, to go on after an interruption',
    fallback: 'a file in the temporary directory',
  },
]

export const BISECT_OPTIONS: readonly Option[] = [...BISECT_ONLY_OPTIONS, ...RUN_OPTIONS]
