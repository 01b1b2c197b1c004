/** What one process or worker thread has told so far, folded line by line. */
import type { ProfileInput, SiteLine, SnapshotLine, SpanLine, TallyLine } from './line.js'

export interface ThreadSite {
  readonly told: SiteLine
  created: number
  ended: number
  alive: number
  holding: number
  lifeTotalMs: number
  lifeMaxMs: number
  /** Left over and holding after each test file, in order. */
  readonly leftOver: { readonly file: string; readonly count: number }[]
}

/** A test file's end: what was there, and which sites then held more than after the file before. */
export interface FileEnd {
  readonly snapshot: SnapshotLine
  readonly added: readonly number[]
}

export interface ThreadState {
  readonly pid: number
  readonly thread: number
  readonly sites: Map<number, ThreadSite>
  readonly spans: Map<number, SpanLine>
  readonly files: FileEnd[]
  readonly snapshots: SnapshotLine[]
  ended: boolean
}

export function newThread(pid: number, thread: number): ThreadState {
  return { pid, thread, sites: new Map(), spans: new Map(), files: [], snapshots: [], ended: false }
}

export function foldLine(state: ThreadState, line: ProfileInput): void {
  switch (line.type) {
    case 'site':
      state.sites.set(line.site, {
        told: line,
        created: 0,
        ended: 0,
        alive: 0,
        holding: 0,
        lifeTotalMs: 0,
        lifeMaxMs: 0,
        leftOver: [],
      })
      return
    case 'tally':
      foldTally(state, line)
      return
    case 'span':
      state.spans.set(line.serial, line)
      return
    case 'snapshot':
      foldSnapshot(state, line)
      return
  }
}

function foldTally(state: ThreadState, line: TallyLine): void {
  for (const [id, created, ended, alive, holding, lifeTotalMs, lifeMaxMs] of line.rows) {
    const site = state.sites.get(id)
    if (site !== undefined) Object.assign(site, { created, ended, alive, holding, lifeTotalMs, lifeMaxMs })
  }
}

function foldSnapshot(state: ThreadState, snapshot: SnapshotLine): void {
  state.snapshots.push(snapshot)
  if (snapshot.reason === 'exit') state.ended = true
  if (snapshot.reason !== 'fileEnded' || snapshot.testFile === null) return
  const added: number[] = []
  for (const [id, site] of state.sites) {
    const before = site.leftOver.at(-1)?.count ?? 0
    if (site.holding > before) added.push(id)
    if (site.holding > 0 || before > 0) site.leftOver.push({ file: snapshot.testFile, count: site.holding })
  }
  state.files.push({ snapshot, added })
}
