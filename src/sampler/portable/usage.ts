/** CPU and memory of one process. */
export interface Usage {
  readonly cpuMs: number
  readonly rssBytes: number
}

/** ms after which pidusage forgets a process that is no longer asked for, and closes its file. Never 0: it recurses. */
const KEEP_MS = 10_000

/**
 * Ask pidusage about these processes; those it misses are left out (ask no more about them: each question keeps a dead
 * process's file open). Never rejects. Its traps: it prints stack traces unless told to be silent, changes the array it
 * is given, and `clear()` forgets open files without closing them, so that is never called.
 */
export async function readUsage(pids: readonly number[]): Promise<ReadonlyMap<number, Usage>> {
  const usage = new Map<number, Usage>()
  if (pids.length === 0) return usage
  process.env['PIDUSAGE_SILENT'] ??= '1'
  try {
    const { default: pidusage } = await import('pidusage')
    const stats = await pidusage([...pids], { maxage: KEEP_MS })
    for (const pid of pids) {
      const stat = stats[pid]
      if (stat !== undefined && stat !== null) usage.set(pid, { cpuMs: stat.ctime, rssBytes: stat.memory })
    }
  } catch {
    // All of them have gone, or the platform's tool failed: no figures this time.
  }
  return usage
}
