import type { Connection, Endpoint } from '../../core/tree/sample.js'
import { listNumbers, readLink, readLongText, readText } from '../linux/proc-files.js'
import { inodeOf, type OpenFile, readOpenFiles } from './open-files.js'
import { parseListeningUnix, parseSocketTable, type SocketEntry } from './socket-tables.js'

/** Bytes of one socket table that are read: about 50 000 sockets. */
const TABLE_BYTES_MAX = 8 * 1024 * 1024

/** Processes outside of the run that are searched for the other end of a connection. */
const STRANGERS_SEARCHED_MAX = 2_000

export interface Sockets {
  readonly listening: readonly Endpoint[]
  readonly connections: readonly Connection[]
}

interface Tables {
  readonly byInode: ReadonlyMap<string, SocketEntry>
  /** Inode by `local>remote`. */
  readonly byEnds: ReadonlyMap<string, string>
  readonly unix: ReadonlyMap<string, string>
}

/**
 * Reads a process's sockets; tables and owners are read once for all processes of one diagnosis. `files` are the open
 * files of members and overstay, which are searched for peers first.
 */
export function createSocketReader(files: ReadonlyMap<number, readonly OpenFile[] | null>): (pid: number) => Sockets {
  const tables = new Map<string, Tables>()
  let near: ReadonlyMap<string, number> | null = null
  let far: ReadonlyMap<string, number> | null = null

  const ownerOf = (inode: string): number | null => {
    near ??= collectOwners(files)
    const owner = near.get(inode)
    if (owner !== undefined) return owner
    far ??= collectOwners(readStrangers(files))
    return far.get(inode) ?? null
  }

  return (pid) => {
    const inodes = new Map<string, number>()
    for (const { fd, link } of files.get(pid) ?? []) {
      const inode = inodeOf(link, 'socket')
      if (inode !== null && !inodes.has(inode)) inodes.set(inode, fd)
    }
    if (inodes.size === 0) return { listening: [], connections: [] }
    // Socket tables belong to a network namespace: a process in a container has its own.
    const namespace = readLink(`/proc/${pid}/ns/net`) ?? 'unknown'
    const table = tables.get(namespace) ?? readTables(pid)
    tables.set(namespace, table)
    return describe(inodes, table, ownerOf)
  }
}

function describe(
  inodes: ReadonlyMap<string, number>,
  tables: Tables,
  ownerOf: (inode: string) => number | null,
): Sockets {
  const listening: Endpoint[] = []
  const connections: Connection[] = []
  for (const [inode, fd] of inodes) {
    const path = tables.unix.get(inode)
    if (path !== undefined) listening.push({ address: path, port: 0, protocol: 'unix' })
    const entry = tables.byInode.get(inode)
    if (entry === undefined) continue
    const { local, remote, protocol, state } = entry
    if (state === 'LISTEN' || (protocol === 'udp' && remote.port === 0)) {
      listening.push(protocol === 'tcp' ? local : { ...local, protocol })
      continue
    }
    const peer = tables.byEnds.get(ends(protocol, remote, local))
    const peerPid = peer === undefined || peer === '0' ? null : ownerOf(peer)
    const peerName = peerPid === null ? null : readText(`/proc/${peerPid}/comm`)
    connections.push({
      local,
      remote,
      state: protocol === 'udp' ? 'UDP' : state,
      fd,
      peerPid,
      ...(peerName === null ? {} : { peerName: peerName.trimEnd() }),
    })
  }
  return { listening, connections }
}

function readTables(pid: number): Tables {
  const byInode = new Map<string, SocketEntry>()
  const byEnds = new Map<string, string>()
  for (const file of ['tcp', 'tcp6', 'udp', 'udp6']) {
    const text = readLongText(`/proc/${pid}/net/${file}`, TABLE_BYTES_MAX) ?? ''
    for (const entry of parseSocketTable(text, file.startsWith('tcp') ? 'tcp' : 'udp')) {
      byInode.set(entry.inode, entry)
      byEnds.set(ends(entry.protocol, entry.local, entry.remote), entry.inode)
    }
  }
  const unix = parseListeningUnix(readLongText(`/proc/${pid}/net/unix`, TABLE_BYTES_MAX) ?? '')
  return { byInode, byEnds, unix }
}

function ends(protocol: string, from: Endpoint, to: Endpoint): string {
  return `${protocol} ${from.address}:${from.port}>${to.address}:${to.port}`
}

function collectOwners(files: ReadonlyMap<number, readonly OpenFile[] | null>): ReadonlyMap<string, number> {
  const owners = new Map<string, number>()
  for (const [pid, opened] of files)
    for (const { link } of opened ?? []) {
      const inode = inodeOf(link, 'socket')
      if (inode !== null && !owners.has(inode)) owners.set(inode, pid)
    }
  return owners
}

function readStrangers(
  known: ReadonlyMap<number, readonly OpenFile[] | null>,
): ReadonlyMap<number, readonly OpenFile[] | null> {
  const pids = (listNumbers('/proc') ?? []).filter((pid) => !known.has(pid)).slice(0, STRANGERS_SEARCHED_MAX)
  return new Map(pids.map((pid) => [pid, readOpenFiles(pid)]))
}
