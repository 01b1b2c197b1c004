import { readFileSync } from 'node:fs'

/** The state letter of a process (`T` stopped, `Z` zombie …); null when it has gone or there is no /proc. */
export function readState(pid: number): string | null {
  return readFields(pid)?.[0] ?? null
}

/** Session of a living process that is no zombie, or null. */
export function readSession(pid: number): number | null {
  const fields = readFields(pid)
  return fields === null || fields[0] === 'Z' || fields[0] === 'X' ? null : Number(fields[3])
}

/** The foreground process group of a process's terminal; null when it has none. */
export function readForegroundGroup(pid: number): number | null {
  const group = Number(readFields(pid)?.[5] ?? 0)
  return group > 0 ? group : null
}

/** The fields of /proc/PID/stat behind the name, which may contain anything. */
function readFields(pid: number): readonly string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}
