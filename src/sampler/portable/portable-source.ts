import { LIMITS } from '../../core/limits.js'
import { isLiving, joinMarks } from '../../core/tree/member.js'
import type { MembershipMark, ProcessDetail, ProcessKey, ProcessSample, TreeSample } from '../../core/tree/sample.js'
import { guessRuntime } from '../detail/runtime-guess.js'
import { groupByParent } from '../group-by-parent.js'
import type { ProcessSource, RunIdentity } from '../process-source.js'
import { readOpenByLsof } from './lsof.js'
import { findInEnvironment, type ListedProcess, listProcesses, readStartSeconds } from './process-list.js'
import { readUsage, type Usage } from './usage.js'

/** Seconds by which the start of one and the same process may vary between two lists (clock adjustments). */
const START_SLACK_SECONDS = 1

/**
 * The process table through ps-list and pidusage: macOS, Windows, and Linux without a readable /proc. Slower by two
 * orders of magnitude and with fewer marks (parent link, session or terminal, environment): best effort, said so in
 * the report.
 */
export function createPortableSource(): ProcessSource {
  return new PortableSource()
}

interface Tracked {
  listed: ListedProcess
  marks: readonly MembershipMark[]
  usage: Usage
  /** pidusage missed it once: not to be asked about again. */
  isMissed: boolean
}

interface Run {
  readonly identity: RunIdentity
  readonly nowMs: () => number
  readonly wallOffsetMs: number
}

class PortableSource implements ProcessSource {
  readonly name = 'portable'
  private run: Run | null = null
  private readonly members = new Map<number, Tracked>()
  private readonly strangers = new Map<number, number>()
  private commandPid: number | null = null
  private rootStartSeconds: number | null = null
  private isComplete = true
  private pending: Promise<unknown> = Promise.resolve()

  begin(identity: RunIdentity, nowMs: () => number): void {
    if (identity.runId === '') throw new Error('the run id is empty: every process would bear the mark')
    this.close()
    this.run = { identity, nowMs, wallOffsetMs: nowMs() - Date.now() }
    // The first look is what tells who was there before; it is awaited by the first sample.
    this.pending = this.take(true).catch(() => undefined)
  }

  sample(): Promise<TreeSample> {
    return this.queue(false)
  }

  sampleThoroughly(): Promise<TreeSample> {
    return this.queue(true)
  }

  /** What threads wait for cannot be told portably; sockets, streams and files can where there is `lsof`. */
  async detail(targets: readonly ProcessKey[]): Promise<readonly ProcessDetail[]> {
    const wanted = targets.filter((key) => this.members.get(key.pid)?.listed.startSeconds === key.startId)
    const pids = wanted.map((key) => key.pid)
    const open = await readOpenByLsof(pids, this.run?.identity.outputIds ?? [])
    return wanted.flatMap((key) => {
      const listed = this.members.get(key.pid)?.listed
      if (listed === undefined) return []
      const runtime = guessRuntime({ exe: null, name: listed.name, command: listed.command })
      const facts = open.get(key.pid) ?? { openFiles: null, listening: [], connections: [], held: [], cwd: null }
      return [{ pid: key.pid, startId: key.startId, threads: [], runtime, ...facts }]
    })
  }

  isAlive(key: ProcessKey): boolean {
    if (process.platform === 'win32') return this.members.get(key.pid)?.listed.startSeconds === key.startId
    const seconds = readStartSeconds(key.pid)
    return seconds !== null && Math.abs(seconds - key.startId) <= START_SLACK_SECONDS
  }

  close(): void {
    this.members.clear()
    this.strangers.clear()
    this.commandPid = null
    this.rootStartSeconds = null
    this.run = null
  }

  /** One look at a time: both libraries keep state between calls. */
  private queue(isThorough: boolean): Promise<TreeSample> {
    const next = this.pending.then(() => this.take(isThorough))
    this.pending = next.catch(() => undefined)
    return next
  }

  private async take(isThorough: boolean): Promise<TreeSample> {
    const { run } = this
    if (run === null) throw new Error('begin was not called, or the source is closed')
    const atMs = run.nowMs()
    this.isComplete = true
    const listed = new Map((await listProcesses()).map((row) => [row.pid, row]))
    this.rootStartSeconds ??= listed.get(run.identity.rootPid)?.startSeconds ?? null
    this.refreshMembers(listed)
    const newcomers = [...listed.values()].filter((row) => this.isNewcomer(row, run.identity, isThorough))
    this.admitChildren(newcomers, run.identity)
    await this.judge(newcomers, run.identity)
    this.admitChildren(newcomers, run.identity)
    await this.measure()
    return {
      atMs,
      processes: [...this.members.values()].map((member) => toSample(member, run.wallOffsetMs)),
      complete: this.isComplete,
    }
  }

  private refreshMembers(listed: ReadonlyMap<number, ListedProcess>): void {
    for (const [pid, member] of this.members) {
      const now = listed.get(pid)
      const isSame = now !== undefined && Math.abs(now.startSeconds - member.listed.startSeconds) <= START_SLACK_SECONDS
      if (isSame && isLiving(now)) member.listed = { ...now, startSeconds: member.listed.startSeconds }
      else this.members.delete(pid)
    }
    for (const pid of this.strangers.keys()) if (!listed.has(pid)) this.strangers.delete(pid)
  }

  /** The `ps` children of ps-list and pidusage are children of overstay, as all its helpers: never looked at. */
  private isNewcomer(row: ListedProcess, identity: RunIdentity, isThorough: boolean): boolean {
    if (this.members.has(row.pid) || !isLiving(row)) return false
    if (row.pid === process.pid || row.pid === identity.keeperPid || identity.ownPids.includes(row.pid)) return false
    if (row.ppid === process.pid && row.pid !== identity.rootPid) return false
    if (this.rootStartSeconds !== null && row.startSeconds < this.rootStartSeconds) {
      // Older than the run: a stranger, unless it is what `attach` was pointed at or hangs below it.
      return row.pid === identity.rootPid || this.members.has(row.ppid)
    }
    return isThorough || this.strangers.get(row.pid) !== row.startSeconds
  }

  private admitChildren(newcomers: readonly ListedProcess[], identity: RunIdentity): void {
    const { rootPid, keeperPid } = identity
    const command = newcomers.find((row) => (rootPid === keeperPid ? row.ppid === rootPid : row.pid === rootPid))
    if (this.commandPid === null && command !== undefined) {
      this.commandPid = command.pid
      this.admit(command, ['command'])
    }
    const byParent = groupByParent(newcomers)
    const parents = [...this.members.keys()]
    if (keeperPid !== null) parents.push(keeperPid)
    for (let parent = parents.pop(); parent !== undefined; parent = parents.pop())
      for (const child of byParent.get(parent) ?? [])
        if (!this.members.has(child.pid) && this.admit(child, ['child'])) parents.push(child.pid)
  }

  private async judge(newcomers: readonly ListedProcess[], identity: RunIdentity): Promise<void> {
    const unmarked = newcomers.filter((row) => !this.members.has(row.pid))
    const cookie = `OVERSTAY_RUN_ID=${identity.runId}`
    const marked = await findInEnvironment(
      unmarked.map((row) => row.pid),
      cookie,
    )
    for (const row of unmarked) {
      const marks: MembershipMark[] = []
      if (row.sid !== null && (row.sid === identity.keeperPid || row.sid === identity.rootPid)) marks.push('session')
      if (marked.has(row.pid)) marks.push('cookie')
      if (marks.length > 0) this.admit(row, marks)
      else this.strangers.set(row.pid, row.startSeconds)
    }
  }

  private admit(row: ListedProcess, marks: readonly MembershipMark[]): boolean {
    if (this.members.size >= LIMITS.membersMax) {
      this.isComplete = false
      return false
    }
    const known = this.members.get(row.pid)?.marks ?? []
    this.members.set(row.pid, {
      listed: row,
      marks: joinMarks(known, marks),
      usage: { cpuMs: 0, rssBytes: 0 },
      isMissed: false,
    })
    return true
  }

  private async measure(): Promise<void> {
    const asked = [...this.members.values()].filter((member) => !member.isMissed)
    const usage = await readUsage(asked.map((member) => member.listed.pid))
    for (const member of asked) {
      const now = usage.get(member.listed.pid)
      if (now === undefined) member.isMissed = true
      // A figure below the last one is another process's: the number was reused.
      else if (now.cpuMs >= member.usage.cpuMs) member.usage = now
    }
  }
}

function toSample(member: Tracked, wallOffsetMs: number): ProcessSample {
  const { listed, usage, marks } = member
  return {
    pid: listed.pid,
    startId: listed.startSeconds,
    ppid: listed.ppid,
    pgid: listed.pgid,
    sid: listed.sid,
    startedAtMs: Math.round(listed.startSeconds * 1000 + wallOffsetMs),
    name: listed.name,
    command: listed.command,
    state: listed.state,
    cpuMs: usage.cpuMs,
    rssBytes: usage.rssBytes,
    threads: 1,
    marks,
  }
}
