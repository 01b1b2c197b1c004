import { closeSync, openSync } from 'node:fs'
import { LIMITS } from '../../core/limits.js'
import { joinMarks } from '../../core/tree/member.js'
import type { MembershipMark, ProcessSample } from '../../core/tree/sample.js'
import type { KernelUnits } from './kernel-units.js'
import { orNull, readOpenText, readText } from './proc-files.js'
import { parseStat, type Stat } from './stat.js'

/**
 * One member that is followed. Its stat file stays open where the budget allows: the descriptor is bound to the process,
 * not to the number, so a reused pid can never answer in its place.
 */
export class TrackedProcess {
  private command: readonly string[]
  private commandReadCount = 0
  private file: number | null

  constructor(
    public stat: Stat,
    public marks: readonly MembershipMark[],
    mayKeepFile: boolean,
  ) {
    this.file = mayKeepFile ? openStat(stat) : null
    this.command = readCommand(stat.pid)
  }

  get keepsFile(): boolean {
    return this.file !== null
  }

  addMarks(marks: readonly MembershipMark[]): void {
    this.marks = joinMarks(this.marks, marks)
  }

  /** Read it again. False: this very process has gone (its number may live on). */
  refresh(isThorough: boolean): boolean {
    const path = `/proc/${this.stat.pid}/stat`
    const file = this.file
    const text = file === null ? readText(path) : orNull(() => readOpenText(file))
    const stat = parseStat(text ?? '')
    if (stat === null || stat.startTicks !== this.stat.startTicks) return false
    // Right after its fork a process shows its parent's command line; exec mostly shows in the name.
    if (isThorough || this.commandReadCount === 0 || stat.name !== this.stat.name) {
      this.commandReadCount += 1
      this.command = readCommand(stat.pid)
    }
    this.stat = stat
    return true
  }

  close(): void {
    if (this.file !== null) closeSync(this.file)
    this.file = null
  }

  toSample(units: KernelUnits, bootOffsetMs: number): ProcessSample {
    const { stat } = this
    const tickMs = 1000 / units.ticksPerSecond
    return {
      pid: stat.pid,
      startId: stat.startTicks,
      ppid: stat.ppid,
      pgid: stat.pgid,
      sid: stat.sid,
      startedAtMs: Math.round(stat.startTicks * tickMs + bootOffsetMs),
      name: stat.name,
      command: this.command,
      state: stat.state,
      cpuMs: stat.cpuTicks * tickMs,
      reapedCpuMs: stat.reapedCpuTicks * tickMs,
      rssBytes: stat.rssPages * units.pageBytes,
      threads: stat.threads,
      marks: this.marks,
    }
  }
}

/** The stat file, provided it still belongs to the process that was seen. */
function openStat(seen: Stat): number | null {
  const file = orNull(() => openSync(`/proc/${seen.pid}/stat`, 'r'))
  if (file === null) return null
  const now = parseStat(orNull(() => readOpenText(file)) ?? '')
  if (now?.startTicks === seen.startTicks) return file
  closeSync(file)
  return null
}

/** Arguments as executed. Programs that rewrite their title leave one long argument and a tail of NULs. */
export function readCommand(pid: number): readonly string[] {
  const text = readText(`/proc/${pid}/cmdline`, LIMITS.commandBytesMax) ?? ''
  const trimmed = text.replace(/\0+$/, '')
  return trimmed === '' ? [] : trimmed.split('\0')
}
