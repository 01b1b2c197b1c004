import type { ProcessSample } from '../tree/sample.js'
import type { Site, StackFrame } from './finding.js'

/** A start of a child as a probe logged it (protocol Spawned). `t`: wall clock, ms since the epoch. */
export interface SpawnRecord {
  readonly pid: number
  readonly t: number
  readonly child: number | null
  readonly command: string
  /** Innermost first; probes send the user's frames only. */
  readonly stack: readonly Site[]
}

export interface SpawnAttribution {
  readonly site: Site
  readonly stack: readonly StackFrame[]
  readonly command: string
  /** The very pid (or its session or group leader, or its parent) was logged; false: the last start before its birth. */
  readonly exact: boolean
}

/** A log entry is written just after the child began, and the kernel counts starts in hundredths of a second. */
const CLOCK_SLACK_MS = 2_000

/** Starts followed from a process to the one that started it, and so on. */
const CHAIN_MAX = 16

/**
 * Where was this process started? It need not be of a runtime we know: its starter logged it. A daemon that forked twice
 * is found by its session or group, else by time: the last start not later than its own birth.
 *
 * The chain is followed up to the first start made by a test runner (`runnerPids`), so that the line is the test's and
 * not that of a program which the test started. `runStartedAtEpochMs`: wall clock of the run's zero; null when unknown,
 * then only pids count. null: no start explains it.
 */
export function attributeSpawn(
  process: Pick<ProcessSample, 'pid' | 'ppid' | 'pgid' | 'sid' | 'startedAtMs'>,
  spawns: readonly SpawnRecord[],
  runStartedAtEpochMs: number | null,
  runnerPids: ReadonlySet<number> = new Set(),
): SpawnAttribution | null {
  const bornAt = runStartedAtEpochMs === null ? null : runStartedAtEpochMs + process.startedAtMs
  const exact = findStart(process, spawns, bornAt)
  const first = exact ?? (bornAt === null ? null : findLastBefore(spawns, bornAt))
  if (first === null) return null
  const chain = climb(first, spawns, runnerPids)
  const named = chain.findLast((spawn) => spawn.stack.length > 0)
  const site = named?.stack[0]
  if (named === undefined || site === undefined) return null
  return {
    site,
    stack: named.stack.map((frame) => ({ ...frame, internal: false })),
    command: named.command,
    exact: exact !== null,
  }
}

/** By pid first, then by the leaders and the parent that it still points to. */
function findStart(
  process: Pick<ProcessSample, 'pid' | 'ppid' | 'pgid' | 'sid'>,
  spawns: readonly SpawnRecord[],
  bornAt: number | null,
): SpawnRecord | null {
  const own = spawns.findLast(
    (spawn) => spawn.child === process.pid && (bornAt === null || Math.abs(spawn.t - bornAt) < CLOCK_SLACK_MS),
  )
  if (own !== undefined) return own
  for (const relative of [process.ppid, process.sid, process.pgid]) {
    if (relative === null || relative <= 1) continue
    const found = spawns.findLast(
      (spawn) => spawn.child === relative && (bornAt === null || spawn.t <= bornAt + CLOCK_SLACK_MS),
    )
    if (found !== undefined) return found
  }
  return null
}

function findLastBefore(spawns: readonly SpawnRecord[], bornAt: number): SpawnRecord | null {
  return spawns.findLast((spawn) => spawn.t <= bornAt + CLOCK_SLACK_MS / 10 && spawn.stack.length > 0) ?? null
}

/** From a start to the start of its starter, and so on; the runner's own start is not the user's doing. */
function climb(
  first: SpawnRecord,
  spawns: readonly SpawnRecord[],
  runnerPids: ReadonlySet<number>,
): readonly SpawnRecord[] {
  const chain = [first]
  for (let at = first; chain.length < CHAIN_MAX && !runnerPids.has(at.pid); ) {
    const starter = spawns.findLast((spawn) => spawn.child === at.pid && spawn.t <= at.t && !chain.includes(spawn))
    if (starter === undefined) break
    chain.push(starter)
    at = starter
  }
  return chain
}
