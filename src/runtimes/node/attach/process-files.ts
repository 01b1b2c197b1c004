import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Reads a small file of /proc; null when it is gone, unreadable, or this is not Linux. */
export function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8')
  } catch {
    return null
  }
}

export function readProcLink(pid: number, name: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`)
  } catch {
    return null
  }
}

/** Clock ticks since boot at which the process began: with the pid its identity. Null when it is gone. */
export function readStartId(pid: number): number | null {
  const stat = readProc(pid, 'stat')
  if (stat === null) return null
  // The name may hold spaces and parentheses; fields are counted from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const started = Number(fields[19])
  return Number.isFinite(started) ? started : null
}

/** Ids of the threads of a process; empty when it is gone. */
export function listTasks(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

/** Inodes of the sockets this process holds. */
export function readSocketInodes(pid: number): Set<string> {
  const inodes = new Set<string>()
  let names: string[] = []
  try {
    names = readdirSync(`/proc/${pid}/fd`)
  } catch {
    return inodes
  }
  for (const name of names) {
    const match = /^socket:\[(\d+)\]$/.exec(readProcLink(pid, `fd/${name}`) ?? '')
    if (match?.[1] !== undefined) inodes.add(match[1])
  }
  return inodes
}

/**
 * Listening sockets of the network namespace a process is in: inode to port. The kernel walks all its sockets for it,
 * for milliseconds: to be asked rarely.
 */
export function readListeners(pid: number, tables: readonly string[] = ['net/tcp', 'net/tcp6']): Map<string, number> {
  const listeners = new Map<string, number>()
  for (const table of tables) {
    for (const line of (readProc(pid, table) ?? '').split('\n').slice(1)) {
      if (!line.includes(' 0A ')) continue // the state: most rows are connections
      const fields = line.trim().split(/\s+/)
      const [, local = '', , state] = fields
      if (state === '0A') listeners.set(fields[9] ?? '', Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16))
    }
  }
  return listeners
}

/** Ports on which these sockets (inodes) of a process listen. */
export function portsOf(pid: number, inodes: ReadonlySet<string>): ReadonlySet<number> {
  if (inodes.size === 0) return new Set()
  const pick = (listeners: ReadonlyMap<string, number>) =>
    [...listeners].filter(([inode]) => inodes.has(inode)).map(([, port]) => port)
  const ports = pick(readListeners(pid, ['net/tcp']))
  return new Set(ports.length > 0 ? ports : pick(readListeners(pid, ['net/tcp6'])))
}
