import { LIMITS } from '../../core/limits.js'
import { isLiving } from '../../core/tree/member.js'
import type { MembershipMark, ProcessDetail, ProcessKey, TreeSample } from '../../core/tree/sample.js'
import { readDetails } from '../detail/read-details.js'
import { groupByParent } from '../group-by-parent.js'
import type { ProcessSource, RunIdentity } from '../process-source.js'
import { type KernelUnits, measureBootOffsetMs, readKernelUnits } from './kernel-units.js'
import { LastPid } from './last-pid.js'
import { listNumbers, readText } from './proc-files.js'
import { RunMarks } from './run-marks.js'
import { parseStat, type Stat } from './stat.js'
import { TrackedProcess } from './tracked-process.js'

/** Ticks for which a newcomer without a mark is looked at again: between fork and exec it may have none to show. */
const SECOND_LOOKS = 2
/** The run's clock and the kernel's are put together with an error of about a tick each. */
const START_ROUNDING_TICKS = 3

/** The process table of Linux, read from /proc. See docs/process-tree.md for what is looked at and when. */
export function createLinuxSource(bounds: SourceBounds = DEFAULT_BOUNDS): ProcessSource {
  return new LinuxSource(bounds)
}

/** The bounds of LIMITS that this source keeps; tests choose smaller ones. */
export type SourceBounds = {
  readonly fullScanEveryMs: number
  readonly membersMax: number
  readonly keptFilesMax: number
}

const DEFAULT_BOUNDS: SourceBounds = {
  membersMax: LIMITS.membersMax,
  keptFilesMax: LIMITS.keptFilesMax,
  fullScanEveryMs: LIMITS.fullScanEveryMs,
}

interface Run {
  readonly identity: RunIdentity
  readonly nowMs: () => number
  readonly marks: RunMarks
  readonly bootOffsetMs: number
  /** Start of overstay's own processes, by pid: never members. */
  readonly own: ReadonlyMap<number, number>
}

class LinuxSource implements ProcessSource {
  readonly name = 'linux'
  private run: Run | null = null
  private readonly units: KernelUnits = readKernelUnits()
  private readonly members = new Map<number, TrackedProcess>()
  /** Processes that are none of ours: their start by pid. */
  private readonly strangers = new Map<number, number>()
  /** Strangers that were there before the run: never ours, whatever they hold. */
  private readonly older = new Map<number, number>()
  /** Newcomers without a mark so far: looks left. */
  private readonly undecided = new Map<number, number>()
  private readonly lastPid = new LastPid()
  private keptFiles = 0
  private fullScanAtMs = 0
  private commandPid: number | null = null
  private isComplete = true

  constructor(private readonly bounds: SourceBounds) {}
  /** In the newest scan, was somebody listed, or known as a member, who was gone when looked at? */
  private hasMissedSomebody = false

  begin(identity: RunIdentity, nowMs: () => number): void {
    this.close()
    const root = readStat(identity.rootPid)
    const keeper = identity.keeperPid === null ? null : readStat(identity.keeperPid)
    const own = new Map<number, number>()
    for (const pid of [process.pid, ...identity.ownPids]) own.set(pid, readStat(pid)?.startTicks ?? -1)
    if (keeper !== null) own.set(keeper.pid, keeper.startTicks)
    const marks = new RunMarks(identity, root, keeper)
    this.run = { identity, nowMs, marks, own, bootOffsetMs: measureBootOffsetMs(nowMs, this.units) }
    this.fullScanAtMs = nowMs()
    this.lastPid.hasMoved()

    // By the run's own clock, not only by the command's start: a quick command may be gone before anybody looks.
    const origin = (this.run.bootOffsetMs * -1 * this.units.ticksPerSecond) / 1_000 - START_ROUNDING_TICKS
    const since = Math.min(origin, root?.startTicks ?? origin, keeper?.startTicks ?? origin)
    const stats = this.readAll(listNumbers('/proc') ?? [])
    this.admitChildren(stats)
    for (const stat of stats.values()) {
      if (this.members.has(stat.pid)) continue
      if (stat.startTicks < since) this.older.set(stat.pid, stat.startTicks)
      else this.judge(stat, true)
    }
  }

  async sample(): Promise<TreeSample> {
    return this.take(false)
  }

  /**
   * A look at all processes takes some ms and is no snapshot: a process that ended in between may have left a child
   * that came after the list was read. So it is repeated until nobody slipped through.
   */
  async sampleThoroughly(): Promise<TreeSample> {
    let sample = this.take(true)
    for (let look = 1; look < LIMITS.thoroughLooksMax && this.hasMissedSomebody; look += 1) sample = this.take(true)
    return sample
  }

  async detail(targets: readonly ProcessKey[]): Promise<readonly ProcessDetail[]> {
    const living = targets.filter((key) => this.isAlive(key))
    return readDetails(living, {
      memberPids: [...this.members.keys()],
      outputIds: this.run?.identity.outputIds ?? [],
      ownPids: [...(this.run?.own.keys() ?? [])],
      ticksPerSecond: this.units.ticksPerSecond,
    })
  }

  /** Through the kept file where there is one: the surest answer, and it needs no descriptor. */
  isAlive(key: ProcessKey): boolean {
    const member = this.members.get(key.pid)
    try {
      if (member?.stat.startTicks === key.startId) return member.refresh(false) && isLiving(member.stat)
      const stat = readStat(key.pid)
      return stat !== null && stat.startTicks === key.startId && isLiving(stat)
    } catch {
      return false
    }
  }

  close(): void {
    for (const member of this.members.values()) member.close()
    for (const map of [this.members, this.strangers, this.older, this.undecided]) map.clear()
    this.keptFiles = 0
    this.commandPid = null
    this.run = null
  }

  private take(isThorough: boolean): TreeSample {
    const { run } = this
    if (run === null) throw new Error('begin was not called')
    const atMs = run.nowMs()
    // Whom a bound or an error has hidden is looked for again, whether or not anybody new has come.
    const isFull = isThorough || !this.isComplete || atMs - this.fullScanAtMs >= this.bounds.fullScanEveryMs
    this.isComplete = true
    this.hasMissedSomebody = false
    this.refreshMembers(isFull)
    try {
      this.lookForNewcomers(isFull, isThorough)
      if (isFull) this.fullScanAtMs = atMs
    } catch {
      // Out of descriptors or memory: those who are known are still told, and the next look tries again.
      this.isComplete = false
    }
    const processes = [...this.members.values()].map((member) => member.toSample(this.units, run.bootOffsetMs))
    return { atMs, processes, complete: this.isComplete }
  }

  private lookForNewcomers(isFull: boolean, isThorough: boolean): void {
    const isAnnounced = this.lastPid.hasMoved() || this.undecided.size > 0
    if (isAnnounced || isFull) this.scan(isFull, isThorough, isAnnounced)
  }

  private refreshMembers(isThorough: boolean): void {
    for (const [pid, member] of this.members) {
      try {
        if (member.refresh(isThorough) && isLiving(member.stat)) continue
      } catch {
        // Out of descriptors or memory: keep what was known rather than report a death.
        this.isComplete = false
        continue
      }
      this.drop(pid, member)
    }
  }

  /** A zombie is remembered as a stranger, so that it is not found again until it has been waited for. */
  private drop(pid: number, member: TrackedProcess): void {
    this.hasMissedSomebody = true
    if (member.keepsFile) this.keptFiles -= 1
    member.close()
    this.members.delete(pid)
    if (!isLiving(member.stat)) this.strangers.set(pid, member.stat.startTicks)
  }

  private scan(isFull: boolean, isThorough: boolean, isAnnounced: boolean): void {
    const pids = listNumbers('/proc')
    if (pids === null) {
      this.isComplete = false
      return
    }
    this.forgetVanished(new Set(pids))
    const isKnown = (pid: number) => this.members.has(pid) || this.isKnownStranger(pid)
    const stats = this.readAll(
      isFull ? pids.filter((pid) => !this.members.has(pid)) : pids.filter((pid) => !isKnown(pid)),
    )
    const newcomers = [...stats.values()].filter((stat) => !this.isSameStranger(stat))
    if (!isAnnounced && newcomers.length > 0 && this.lastPid.isUnmoved()) this.lastPid.distrust()

    this.admitChildren(new Map(newcomers.map((stat) => [stat.pid, stat])))
    for (const stat of isThorough ? stats.values() : newcomers) {
      if (!this.members.has(stat.pid) && this.older.get(stat.pid) !== stat.startTicks) this.judge(stat, isThorough)
    }
    // Whoever was recognised by a cookie may have children among those who were not.
    this.admitChildren(stats)
    if (isThorough) for (const [pid, member] of this.members) this.readEveryMark(pid, member)
  }

  private isKnownStranger(pid: number): boolean {
    return (this.strangers.has(pid) || this.older.has(pid)) && !this.undecided.has(pid)
  }

  private isSameStranger(stat: Stat): boolean {
    if (this.undecided.has(stat.pid)) return false
    return (this.strangers.get(stat.pid) ?? this.older.get(stat.pid)) === stat.startTicks
  }

  private forgetVanished(present: ReadonlySet<number>): void {
    for (const map of [this.strangers, this.older, this.undecided])
      for (const pid of map.keys()) if (!present.has(pid)) map.delete(pid)
  }

  private readAll(pids: readonly number[]): Map<number, Stat> {
    const stats = new Map<number, Stat>()
    for (const pid of pids) {
      try {
        const stat = readStat(pid)
        if (stat === null) this.hasMissedSomebody = true
        else if (!this.isOwn(stat)) stats.set(pid, stat)
      } catch {
        this.isComplete = false
      }
    }
    return stats
  }

  private isOwn(stat: Stat): boolean {
    return this.run?.own.get(stat.pid) === stat.startTicks
  }

  /** The command and everything below members, over as many generations as there are. */
  private admitChildren(stats: ReadonlyMap<number, Stat>): void {
    const { run } = this
    if (run === null) return
    const { rootPid, keeperPid } = run.identity
    const byParent = groupByParent(stats.values())
    const command = rootPid === keeperPid ? byParent.get(rootPid)?.[0] : stats.get(rootPid)
    if (this.commandPid === null && command !== undefined && isLiving(command)) {
      this.commandPid = command.pid
      this.admit(command, ['command'])
    }
    const parents = [...this.members.keys()]
    if (keeperPid !== null) parents.push(keeperPid)
    for (let parent = parents.pop(); parent !== undefined; parent = parents.pop()) {
      for (const child of byParent.get(parent) ?? []) {
        if (!this.members.has(child.pid) && isLiving(child) && this.admit(child, ['child'])) parents.push(child.pid)
      }
    }
  }

  /** A newcomer that is nobody's child: does it bear a mark of its own? */
  private judge(stat: Stat, isThorough: boolean): void {
    if (this.members.size >= this.bounds.membersMax) {
      this.isComplete = false
      return
    }
    if (!isLiving(stat)) {
      this.strangers.set(stat.pid, stat.startTicks)
      return
    }
    const marks = this.readMarks(stat, isThorough)
    if (marks.length > 0) {
      this.admit(stat, marks)
      return
    }
    const isNew = this.strangers.get(stat.pid) !== stat.startTicks
    const looksLeft = isNew ? SECOND_LOOKS : (this.undecided.get(stat.pid) ?? 0) - 1
    this.strangers.set(stat.pid, stat.startTicks)
    if (looksLeft > 0) this.undecided.set(stat.pid, looksLeft)
    else this.undecided.delete(stat.pid)
  }

  private readMarks(stat: Stat, isThorough: boolean): readonly MembershipMark[] {
    const marks = this.run?.marks
    if (marks === undefined) return []
    try {
      const cheap = [...marks.readSession(stat), ...marks.readCookies(stat.pid)]
      return isThorough ? [...cheap, ...marks.readOutput(stat.pid)] : cheap
    } catch {
      this.isComplete = false
      return []
    }
  }

  private readEveryMark(pid: number, member: TrackedProcess): void {
    member.addMarks(this.readMarks(member.stat, true))
    if (this.members.has(member.stat.ppid) && pid !== this.commandPid) member.addMarks(['child'])
  }

  private admit(stat: Stat, marks: readonly MembershipMark[]): boolean {
    if (this.members.size >= this.bounds.membersMax) {
      this.isComplete = false
      return false
    }
    try {
      const member = new TrackedProcess(stat, marks, this.keptFiles < this.bounds.keptFilesMax)
      member.addMarks(this.run?.marks.readSession(stat) ?? [])
      if (member.keepsFile) this.keptFiles += 1
      this.members.set(stat.pid, member)
      this.strangers.delete(stat.pid)
      this.undecided.delete(stat.pid)
      return true
    } catch {
      this.isComplete = false
      return false
    }
  }
}

function readStat(pid: number): Stat | null {
  return parseStat(readText(`/proc/${pid}/stat`) ?? '')
}
