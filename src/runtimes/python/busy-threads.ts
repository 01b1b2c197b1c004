import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../core/limits.js'
import type { ProcessDetail } from '../../core/tree/sample.js'

/**
 * One look finds a thread running that only wakes now and then. Where some thread was seen running, look at the CPU time
 * of each over a short while: those that used less than half of it count as sleeping. Linux only; elsewhere unchanged.
 */
export async function confirmBusyThreads(detail: ProcessDetail | null): Promise<ProcessDetail | null> {
  const suspected = detail?.threads.filter((thread) => thread.state === 'running') ?? []
  if (detail === null || suspected.length === 0 || process.platform !== 'linux') return detail
  const readAll = () => Promise.all(suspected.map((thread) => readCpuTicks(detail.pid, thread.tid)))
  const before = await readAll()
  await sleep(LIMITS.pythonBusyWindowMs)
  const after = await readAll()
  const needed = LIMITS.pythonBusyWindowMs / MS_PER_TICK / 2
  const busy = new Set(suspected.filter((_, index) => (after[index] ?? 0) - (before[index] ?? 0) >= needed))
  const threads = detail.threads.map((thread) =>
    thread.state === 'running' && !busy.has(thread) ? { ...thread, state: 'sleeping' as const } : thread,
  )
  return { ...detail, threads }
}

/** USER_HZ is 100 on every Linux that node runs on. */
const MS_PER_TICK = 10

/** User and system time of one thread, in clock ticks; 0 when it has ended. */
async function readCpuTicks(pid: number, tid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/task/${tid}/stat`, 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
}
