import type { Option } from '../options/option.js'
import { RUN_OPTIONS } from '../options/run-options.js'

/** What `repeat` has beside the options of `run`. Flags only: a series is asked for in so many words. */
export const REPEAT_ONLY_OPTIONS: readonly Option[] = [
  { name: 'iterations', short: 'n', kind: 'count', flagOnly: true, help: 'how many (over all shards)', fallback: '20' },
  { name: 'for', kind: 'duration', flagOnly: true, help: 'start no further iteration after this time' },
  { name: 'until-hang', kind: 'flag', flagOnly: true, help: 'stop at the first iteration that hangs' },
  { name: 'jobs', short: 'j', kind: 'count', flagOnly: true, help: 'how many at once', fallback: '1' },
  {
    name: 'below',
    kind: 'text',
    metavar: 'RATE',
    flagOnly: true,
    help: 'stop as soon as it is shown that the hang rate is below RATE (5%, 0.05), or that it is above',
  },
  {
    name: 'confidence',
    kind: 'text',
    metavar: 'C',
    flagOnly: true,
    help: 'how sure that has to be (95%, 0.95)',
    fallback: '95%',
  },
  {
    name: 'shard',
    kind: 'text',
    metavar: 'I/N',
    flagOnly: true,
    help: "this machine's share, 1/N to N/N; auto or auto/N reads the variables of CI systems and Kubernetes",
  },
  {
    name: 'run-id',
    kind: 'text',
    metavar: 'ID',
    flagOnly: true,
    help: 'name of the whole series: shards with the same one merge, and a shard that is tried again counts once',
    fallback: "the CI system's, else a new one",
  },
  {
    name: 'dir',
    kind: 'text',
    metavar: 'DIR',
    flagOnly: true,
    help: 'keep ledger.jsonl and the output of iterations here (appended to; with the same --run-id it is gone on with)',
    fallback: 'a temporary directory',
  },
  {
    name: 'keep',
    kind: 'choice',
    choices: ['bad', 'all', 'none'],
    flagOnly: true,
    help: 'of which iterations output and report are kept in the directory',
    fallback: 'bad',
  },
]

export const REPEAT_OPTIONS: readonly Option[] = [...REPEAT_ONLY_OPTIONS, ...RUN_OPTIONS]
