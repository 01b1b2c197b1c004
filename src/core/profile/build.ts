import { LIMITS } from '../limits.js'
import type { ProfileInput, SnapshotLine } from './line.js'
import type { Profile, ProfiledFile, ProfiledPoint, ProfiledProcess, ProfiledSite, ProfiledSpan } from './profile.js'
import { foldLine, newThread, type ThreadSite, type ThreadState } from './thread.js'

/**
 * The profile of a run from the lines its processes wrote. `startedAtMs`: the wall clock (ms since the epoch) at which the run began;
 * all times in the result count from there. Never throws; what exceeds a bound is counted in `dropped`.
 */
export function buildProfile(lines: Iterable<ProfileInput>, startedAtMs: number): Profile {
  const threads = foldThreads(lines)
  const merged = mergeSites(threads)
  const ranked = [...merged.values()].sort(bySeverity)
  const kept = ranked.slice(0, LIMITS.profileSitesMax)
  const indexOf = new Map(kept.map((entry, index) => [entry, index]))
  const placeOf = (thread: ThreadState, id: number): number => {
    const site = thread.sites.get(id)
    const entry = site && merged.get(keyOf(site))
    return entry === undefined ? -1 : (indexOf.get(entry) ?? -1)
  }
  const files = threads.flatMap((thread) => filesOf(thread, placeOf, startedAtMs)).sort((a, b) => a.atMs - b.atMs)
  const spans = threads.flatMap((thread) => spansOf(thread, placeOf, startedAtMs)).sort((a, b) => a.startMs - b.startMs)
  return {
    version: 1,
    processes: threads.slice(0, LIMITS.profileProcessesMax).map((thread) => describeThread(thread, startedAtMs)),
    sites: kept.map(describeSite),
    files: files.slice(0, LIMITS.profileFilesMax),
    spans: spans.slice(0, LIMITS.profileSpansMax),
    dropped: {
      processes: Math.max(0, threads.length - LIMITS.profileProcessesMax),
      sites: ranked.length - kept.length,
      files: Math.max(0, files.length - LIMITS.profileFilesMax),
      spans: Math.max(0, spans.length - LIMITS.profileSpansMax),
    },
  }
}

function foldThreads(lines: Iterable<ProfileInput>): ThreadState[] {
  const threads = new Map<string, ThreadState>()
  for (const line of lines) {
    const key = `${line.pid} ${line.thread}`
    let state = threads.get(key)
    if (state === undefined) {
      state = newThread(line.pid, line.thread)
      threads.set(key, state)
    }
    foldLine(state, line)
  }
  return [...threads.values()]
}

/** The same place in several processes is one place. */
interface Merged {
  readonly internal: boolean
  readonly sites: ThreadSite[]
  created: number
  alive: number
  holding: number
  growth: number
}

function mergeSites(threads: readonly ThreadState[]): Map<string, Merged> {
  const merged = new Map<string, Merged>()
  for (const site of threads.flatMap((thread) => [...thread.sites.values()])) {
    const key = keyOf(site)
    const entry = merged.get(key) ?? {
      internal: isInternal(site),
      sites: [],
      created: 0,
      alive: 0,
      holding: 0,
      growth: 0,
    }
    entry.sites.push(site)
    entry.created += site.created
    entry.alive += site.alive
    entry.holding += site.holding
    entry.growth += growthOf(site)
    merged.set(key, entry)
  }
  return merged
}

function isInternal({ told }: ThreadSite): boolean {
  return told.stack.every((frame) => /[\\/]node_modules[\\/]/.test(frame.file))
}

function keyOf({ told }: ThreadSite): string {
  return `${told.kind} ${told.api} ${told.stack.map((frame) => `${frame.file}:${frame.line}`).join(' ')}`
}

function growthOf(site: ThreadSite): number {
  const counts = site.leftOver.map((each) => each.count)
  return counts.length < 2 ? 0 : (counts.at(-1) ?? 0) - (counts[0] ?? 0)
}

function bySeverity(a: Merged, b: Merged): number {
  return (
    Number(a.internal) - Number(b.internal) ||
    b.holding - a.holding ||
    b.growth - a.growth ||
    b.alive - a.alive ||
    b.created - a.created
  )
}

function describeSite(entry: Merged): ProfiledSite {
  const { told } = entry.sites[0]!
  const ended = entry.sites.reduce((sum, site) => sum + site.ended, 0)
  const lifeTotalMs = entry.sites.reduce((sum, site) => sum + site.lifeTotalMs, 0)
  const files = entry.sites.flatMap((site) => site.leftOver.filter((each) => each.count > 0).map((each) => each.file))
  return {
    kind: told.kind,
    api: told.api,
    stack: told.stack,
    internal: entry.internal,
    created: entry.created,
    aliveAtEnd: entry.alive,
    holdingAtEnd: entry.holding,
    lifeTotalMs,
    lifeMeanMs: ended === 0 ? null : lifeTotalMs / ended,
    lifeMaxMs: entry.sites.reduce((longest, site) => Math.max(longest, site.lifeMaxMs), 0),
    growth: entry.growth,
    leftOverBy: [...new Set(files)].slice(0, LIMITS.profileFilesPerSiteMax),
  }
}

function describeThread(thread: ThreadState, startedAtMs: number): ProfiledProcess {
  const last = thread.snapshots.at(-1)
  return {
    pid: thread.pid,
    thread: thread.thread,
    ended: thread.ended,
    created: last?.created ?? {},
    aliveAtEnd: last?.alive ?? {},
    holdingAtEnd: last?.holding ?? {},
    points: thinOut(thread.snapshots).map(
      (snapshot): ProfiledPoint => ({
        atMs: snapshot.t - startedAtMs,
        alive: snapshot.alive,
      }),
    ),
  }
}

/** Evenly, the first and the last always among them. */
function thinOut(snapshots: readonly SnapshotLine[]): readonly SnapshotLine[] {
  const most = LIMITS.profilePointsMax
  if (snapshots.length <= most) return snapshots
  const step = (snapshots.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => snapshots[Math.round(index * step)]!)
}

type PlaceOf = (thread: ThreadState, id: number) => number

function filesOf(thread: ThreadState, placeOf: PlaceOf, startedAtMs: number): ProfiledFile[] {
  return thread.files.map(({ snapshot, added }) => ({
    file: snapshot.testFile ?? '',
    pid: thread.pid,
    thread: thread.thread,
    atMs: snapshot.t - startedAtMs,
    alive: snapshot.alive,
    holding: snapshot.holding,
    leftOver: added
      .filter((id) => !isInternal(thread.sites.get(id)!))
      .map((id) => placeOf(thread, id))
      .filter((place) => place >= 0),
  }))
}

function spansOf(thread: ThreadState, placeOf: PlaceOf, startedAtMs: number): ProfiledSpan[] {
  return [...thread.spans.values()].flatMap((span): ProfiledSpan[] => {
    const site = placeOf(thread, span.site)
    if (site < 0) return []
    const endMs = span.endedAt === null ? null : span.endedAt - startedAtMs
    return [{ pid: thread.pid, thread: thread.thread, site, startMs: span.startedAt - startedAtMs, endMs }]
  })
}
