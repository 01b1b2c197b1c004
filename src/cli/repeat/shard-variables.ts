import { makeShard, type Shard } from '../../core/repeat/shard.js'

type Env = Readonly<Record<string, string | undefined>>

/** Where a CI system says which of how many equal jobs this is; `base` is the number of its first one. */
const VARIABLES: readonly { readonly index: string; readonly count: string | null; readonly base: 0 | 1 }[] = [
  { index: 'BUILDKITE_PARALLEL_JOB', count: 'BUILDKITE_PARALLEL_JOB_COUNT', base: 0 },
  { index: 'CIRCLE_NODE_INDEX', count: 'CIRCLE_NODE_TOTAL', base: 0 },
  // GitLab. Some other systems use the same names from 0; a shard 0 of them is refused rather than guessed at.
  { index: 'CI_NODE_INDEX', count: 'CI_NODE_TOTAL', base: 1 },
  { index: 'BITBUCKET_PARALLEL_STEP', count: 'BITBUCKET_PARALLEL_STEP_COUNT', base: 0 },
  { index: 'SEMAPHORE_JOB_INDEX', count: 'SEMAPHORE_JOB_COUNT', base: 1 },
  // Kubernetes tells an Indexed Job's pod its index only.
  { index: 'JOB_COMPLETION_INDEX', count: null, base: 0 },
]

/** The shard by the environment. `count` overrides what the system says, and is needed where it says nothing. */
export function readShardVariables(env: Env, count: number | null): Shard | null {
  for (const { index, count: total, base } of VARIABLES) {
    const place = env[index]
    if (place === undefined || !/^\d{1,6}$/.test(place)) continue
    const said = total === null ? null : Number(env[total])
    const shard = makeShard(Number(place) - base, count ?? said ?? 0)
    if (shard !== null) return shard
  }
  return null
}

/** What names one pipeline over all its jobs and their retries. */
const SERIES_VARIABLES = [
  ['GITHUB_RUN_ID', 'github'],
  ['CI_PIPELINE_ID', 'gitlab'],
  ['BUILDKITE_BUILD_ID', 'buildkite'],
  ['CIRCLE_WORKFLOW_ID', 'circleci'],
] as const

/** A name for the whole series that every shard, and every retry of one, finds by itself; null outside of CI. */
export function readSeriesName(env: Env): string | null {
  for (const [variable, system] of SERIES_VARIABLES) {
    const value = env[variable]
    if (value !== undefined && /^[\w.-]{1,100}$/.test(value)) return `${system}-${value}`
  }
  return null
}
