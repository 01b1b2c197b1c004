import { LIMITS } from '../../limits.js'
import type { Member } from '../../tree/member.js'
import type { Connection, Endpoint, ThreadWait } from '../../tree/sample.js'
import { findMember } from '../../tree/tree-state.js'
import { canWrite, type OsView, type Subject } from './view.js'

/** Options of interpreters that take the program itself as their value: nothing after them is a name. */
const INLINE = new Set(['-c', '-e', '-p', '--eval', '--print', '-m'])

/**
 * What people call a process: `node server.js`, `postgres`, `python3 -m http.server`. Only the program and its script
 * are shown, never other arguments: those may be secrets, and a summary is not masked.
 */
export function shortName(member: Pick<Member, 'name' | 'command'>): string {
  const [program, ...rest] = member.command
  if (program === undefined) return cut(member.name)
  const name = baseName(program)
  const [first, second] = rest
  if (
    first === undefined ||
    !/^(node|nodejs|bun|deno|python|ruby|perl|php|sh|bash|dash|zsh|java|npx?)[\d.]*$/.test(name)
  )
    return cut(name)
  if (first === '-m') return cut(`${name} -m ${second ?? ''}`)
  if (INLINE.has(first)) return cut(`${name} ${first} …`)
  const script = rest.find((word) => !word.startsWith('-'))
  return cut(script === undefined ? name : `${name} ${baseName(script)}`)
}

function baseName(path: string): string {
  return path.split(/[\\/]/).at(-1) || path
}

function cut(text: string): string {
  return text.length <= LIMITS.processShownCharsMax ? text : `${text.slice(0, LIMITS.processShownCharsMax - 1)}…`
}

export function nameWithPid(member: Member): string {
  return `${shortName(member)} (pid ${member.pid})`
}

/** `127.0.0.1:5432`, `[::1]:80`, `/run/x.sock`; the protocol where it is not TCP. */
export function showEndpoint(endpoint: Endpoint): string {
  if (endpoint.protocol === 'unix') return endpoint.address
  const address = endpoint.address.includes(':') ? `[${endpoint.address}]` : endpoint.address
  return `${address}:${endpoint.port}${endpoint.protocol === 'udp' ? ' (udp)' : ''}`
}

export function showPeer(connection: Connection, view: OsView): string {
  const peer = connection.peerPid === null ? undefined : view.byPid.get(connection.peerPid)
  if (connection.peerPid === null) return showEndpoint(connection.remote)
  const who = peer === undefined ? nameStranger(connection) : nameWithPid(peer.member)
  return `${showEndpoint(connection.remote)} (${who})`
}

function nameStranger({ peerPid, peerName }: Connection): string {
  return peerName === undefined ? `pid ${peerPid}` : `${peerName}, pid ${peerPid}`
}

/** What a waiting call means in plain words; the call itself stands in the evidence. */
const PLAIN: readonly (readonly [RegExp, string])[] = [
  [/^(futex|futex_wait|futex_waitv)$/, 'waits for a lock or another thread'],
  [/^epoll_/, 'waits in its event loop'],
  [/^p?poll$|^p?select6?$/, 'waits for one of several files or a timeout'],
  [/nanosleep$/, 'sleeps'],
  [/^wait(4|id)$/, 'waits for a child to end'],
  [/^(pause|rt_sigsuspend|rt_sigtimedwait)$/, 'waits for a signal'],
  [/^(read|readv|recvfrom|recvmsg|pread64)$/, 'waits for input'],
  [/^(write|writev|sendto|sendmsg|pwrite64)$/, 'waits until its output is taken'],
  [/^accept4?$/, 'waits for a connection'],
  [/^open(at)?$/, 'waits for a file to open (a named pipe has no partner?)'],
  [/^connect$/, 'waits for a connection to be accepted'],
  [/^(flock|fcntl)$/, 'waits for a file lock'],
  [/^(semop|semtimedop|msgrcv|msgsnd|mq_)/, 'waits for another process (System V or POSIX messages)'],
  [/^(fsync|fdatasync|msync)$/, 'waits for the disk'],
]

export function explainWait(thread: ThreadWait): string {
  if (thread.state === 'running') return 'is running'
  if (thread.state === 'uninterruptible') return 'is stuck in the kernel (disk or network file system)'
  const { syscall } = thread
  if (syscall !== null) return PLAIN.find(([pattern]) => pattern.test(syscall))?.[1] ?? `waits in ${syscall}`
  return thread.wchan === null ? 'waits' : `waits in the kernel at ${thread.wchan}`
}

function showThread(thread: ThreadWait): string {
  const call = thread.syscall === null ? null : `${thread.syscall}${thread.fd === null ? '' : ` on fd ${thread.fd}`}`
  const where = [call, thread.wchan === null ? null : `wchan ${thread.wchan}`].filter((part) => part !== null)
  return `thread ${thread.name} (${thread.tid}) ${explainWait(thread)}${where.length > 0 ? ` [${where.join(', ')}]` : ''}`
}

/** A process that somebody attached to is older than the run. */
function describeStart(atMs: number): string {
  return atMs < 0
    ? `${(-atMs / 1000).toFixed(1)} s before it was looked at`
    : `${(atMs / 1000).toFixed(1)} s into the run`
}

/** Facts of one process that support any finding about it. Bounded; the table's facts first, details after. */
export function listEvidence(subject: Subject, view: OsView): readonly string[] {
  const { member, detail } = subject
  const starter = member.parent === null ? null : findMember(view.tree, member.parent)
  const lines = [
    `${member.state}, ${Math.round(member.cpuPercent)} % CPU now, ${(member.cpuMs / 1000).toFixed(2)} s used in all`,
    `started ${describeStart(member.startedAtMs)}${starter === null ? '' : ` by ${nameWithPid(starter)}`}`,
  ]
  if (starter !== null && starter.endedAtMs !== null) lines.push('the process that started it has ended')
  if (starter === null && member.role !== 'command') lines.push('whoever started it was gone before it was seen')
  if (detail === null) return [...lines, 'what it waits for could not be read']
  const some = <T>(items: readonly T[]) => items.slice(0, LIMITS.evidenceItemsMax)
  const output = detail.held.filter((stream) => stream.what === 'output' && canWrite(stream))
  if (output.length > 0)
    lines.push(`holds the run's output on fd ${some(output.map((stream) => stream.fd)).join(', ')}`)
  if (detail.listening.length > 0) lines.push(`listens on ${some(detail.listening.map(showEndpoint)).join(', ')}`)
  for (const connection of some(detail.connections))
    lines.push(`connected to ${showPeer(connection, view)}, ${connection.state}`)
  const told = some(tellingFirst(detail.threads))
  lines.push(...told.map(showThread))
  const untold = detail.threads.length - told.length
  if (untold > 0) lines.push(`… and ${untold} more thread${untold === 1 ? '' : 's'}`)
  return lines
}

/** The main thread, then those that do something in particular: pools of idle helpers wait on a futex. */
function tellingFirst(threads: readonly ThreadWait[]): readonly ThreadWait[] {
  const [main, ...others] = threads
  if (main === undefined) return []
  const isIdle = ({ syscall }: ThreadWait) => /^futex/.test(syscall ?? '')
  return [main, ...others.filter((thread) => !isIdle(thread)), ...others.filter(isIdle)]
}
