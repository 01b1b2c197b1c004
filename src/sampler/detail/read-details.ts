import { LIMITS } from '../../core/limits.js'
import type { ProcessDetail, ProcessKey } from '../../core/tree/sample.js'
import { listNumbers, readLink, readText } from '../linux/proc-files.js'
import { readCommand } from '../linux/tracked-process.js'
import { findHeldStreams } from './held-streams.js'
import { type OpenFile, readOpenFiles } from './open-files.js'
import { guessRuntime } from './runtime-guess.js'
import { createSocketReader } from './sockets.js'
import { readThreads } from './threads.js'

export interface DetailScope {
  /** Pids of all members: with whom pipes and connections may be shared. */
  readonly memberPids: readonly number[]
  /** As in RunIdentity. */
  readonly outputIds: readonly string[]
  readonly ownPids: readonly number[]
  readonly ticksPerSecond: number
}

/** Everything /proc tells about these processes. One that vanishes in between is left out; nothing is thrown. */
export function readDetails(targets: readonly ProcessKey[], scope: DetailScope): readonly ProcessDetail[] {
  const files = new Map<number, readonly OpenFile[] | null>()
  for (const pid of new Set([...targets.map((key) => key.pid), ...scope.memberPids, ...scope.ownPids]))
    files.set(
      pid,
      attempt(() => readOpenFiles(pid)),
    )
  const readSockets = createSocketReader(files)
  return targets.flatMap((key) => {
    const detail = attempt(() => readDetail(key, scope, files, readSockets))
    return detail === null ? [] : [detail]
  })
}

function readDetail(
  key: ProcessKey,
  scope: DetailScope,
  files: ReadonlyMap<number, readonly OpenFile[] | null>,
  readSockets: ReturnType<typeof createSocketReader>,
): ProcessDetail | null {
  const { pid, startId } = key
  const comm = readText(`/proc/${pid}/comm`)
  if (comm === null) return null
  const opened = files.get(pid) ?? null
  const threads = readThreads(pid, scope.ticksPerSecond)
  const { listening, connections } = readSockets(pid)
  return {
    pid,
    startId,
    openFiles: opened === null ? null : countOpenFiles(pid, opened),
    listening,
    connections,
    held: findHeldStreams(pid, threads, files, scope),
    threads,
    cwd: readLink(`/proc/${pid}/cwd`),
    runtime: guessRuntime({ exe: readLink(`/proc/${pid}/exe`), name: comm.trimEnd(), command: readCommand(pid) }),
  }
}

function countOpenFiles(pid: number, read: readonly OpenFile[]): number {
  return read.length < LIMITS.openFilesReadMax ? read.length : (listNumbers(`/proc/${pid}/fd`)?.length ?? read.length)
}

function attempt<T>(read: () => T): T | null {
  try {
    return read()
  } catch {
    return null
  }
}
