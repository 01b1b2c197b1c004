import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { LIMITS } from '../../core/limits.js'
import type { Connection, Endpoint, HeldStream, ProcessDetail } from '../../core/tree/sample.js'

export type OpenFacts = Pick<ProcessDetail, 'openFiles' | 'listening' | 'connections' | 'held' | 'cwd'>

const run = promisify(execFile)

/**
 * Open files, sockets and streams of these processes through `lsof`, which macOS has. Without it, or where it may not
 * look, a process is missing from the answer. Never rejects.
 */
export async function readOpenByLsof(
  pids: readonly number[],
  outputIds: readonly string[],
): Promise<ReadonlyMap<number, OpenFacts>> {
  if (pids.length === 0 || process.platform === 'win32') return new Map()
  const options = { maxBuffer: 64 * 1024 * 1024, timeout: LIMITS.psTimeoutMs }
  const asked = pids.slice(0, LIMITS.psPidsMax).join(',')
  try {
    const { stdout } = await run('lsof', ['-nP', '-w', '-FpftanTu', '-p', asked], options)
    return parseLsof(stdout, outputIds)
  } catch (error) {
    // It exits 1 when one of the processes has gone, having told of the others.
    const { stdout } = error as { stdout?: unknown }
    return parseLsof(typeof stdout === 'string' ? stdout : '', outputIds)
  }
}

interface File {
  fd: string
  access: string
  type: string
  name: string
  state: string
}

/** Read `lsof -F` output: one field a line, its first letter says which; `p` begins a process, `f` a file. */
export function parseLsof(text: string, outputIds: readonly string[]): ReadonlyMap<number, OpenFacts> {
  const files = new Map<number, File[]>()
  let pid = 0
  for (const line of text.split('\n')) {
    const value = line.slice(1)
    const file = files.get(pid)?.at(-1)
    if (line.startsWith('p')) files.set((pid = Number(value)), [])
    else if (line.startsWith('f')) files.get(pid)?.push({ fd: value, access: '', type: '', name: '', state: '' })
    else if (file === undefined) continue
    else if (line.startsWith('a')) file.access = value
    else if (line.startsWith('t')) file.type = value
    else if (line.startsWith('n')) file.name = value
    else if (line.startsWith('TST=')) file.state = value.slice(3)
  }
  const owners = collectOwners(files)
  return new Map([...files].map(([owner, opened]) => [owner, describe(opened, owners, outputIds)]))
}

function describe(
  files: readonly File[],
  owners: ReadonlyMap<string, number>,
  outputIds: readonly string[],
): OpenFacts {
  const numbered = files.filter((file) => /^\d+$/.test(file.fd))
  const sockets = numbered.filter((file) => /^IPv[46]$/.test(file.type))
  return {
    openFiles: numbered.length,
    cwd: files.find((file) => file.fd === 'cwd')?.name ?? null,
    listening: sockets.flatMap((file) => parseListening(file)),
    connections: sockets.flatMap((file) => parseConnection(file, owners)),
    held: numbered.flatMap((file) => parseHeld(file, outputIds)),
  }
}

function parseListening(file: File): readonly Endpoint[] {
  if (file.name.includes('->')) return []
  const endpoint = parseEndpoint(file.name)
  if (endpoint === null) return []
  return file.state === 'LISTEN' ? [endpoint] : file.state === '' ? [{ ...endpoint, protocol: 'udp' }] : []
}

function parseConnection(file: File, owners: ReadonlyMap<string, number>): readonly Connection[] {
  const [from, to] = file.name.split('->')
  const local = parseEndpoint(from ?? '')
  const remote = parseEndpoint(to ?? '')
  if (local === null || remote === null) return []
  const peerPid = owners.get(`${to}->${from}`) ?? null
  return [{ local, remote, state: file.state === '' ? 'UDP' : file.state, fd: Number(file.fd), peerPid }]
}

function parseHeld(file: File, outputIds: readonly string[]): readonly HeldStream[] {
  const isOutput = outputIds.includes(file.name)
  if (!isOutput && !/^\/dev\/(pts\/\d+|tty\w*|console)$/.test(file.name)) return []
  const access = file.access === 'r' ? 'read' : file.access === 'w' ? 'write' : 'both'
  return [{ fd: Number(file.fd), what: isOutput ? 'output' : 'terminal', id: file.name, access }]
}

function collectOwners(files: ReadonlyMap<number, readonly File[]>): ReadonlyMap<string, number> {
  const owners = new Map<string, number>()
  for (const [pid, opened] of files) for (const { name } of opened) if (name.includes('->')) owners.set(name, pid)
  return owners
}

/** `127.0.0.1:80`, `[::1]:80`, `*:80`. Null for anything else. */
function parseEndpoint(text: string): Endpoint | null {
  const match = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text)
  return match === null ? null : { address: match[1] ?? match[2] ?? '', port: Number(match[3]) }
}
