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

/** Ports on which this very process listens on loopback or on every address. */
export function readListeningPorts(pid: number): Set<number> {
  const ports = new Set<number>()
  const inodes = readSocketInodes(pid)
  for (const table of ['net/tcp', 'net/tcp6']) {
    for (const line of (readProc(pid, table) ?? '').split('\n').slice(1)) {
      const fields = line.trim().split(/\s+/)
      const [, local, , state] = fields
      if (state !== '0A' || local === undefined || !inodes.has(fields[9] ?? '')) continue
      ports.add(Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16))
    }
  }
  return ports
}

/** Does anybody in this network namespace listen on the port? */
export function isPortTaken(pid: number, port: number): boolean {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return ['net/tcp', 'net/tcp6'].some((table) =>
    (readProc(pid, table) ?? '').split('\n').some((line) => {
      const fields = line.trim().split(/\s+/)
      return fields[3] === '0A' && (fields[1] ?? '').endsWith(suffix)
    }),
  )
}
