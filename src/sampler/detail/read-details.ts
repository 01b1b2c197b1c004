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

/**
 * Everything /proc tells about these processes, at most LIMITS.detailedProcessesMax. One that vanishes in between is
 * left out; never rejects. The event loop gets its turn in between, so output goes on flowing.
 */
export async function readDetails(
  targets: readonly ProcessKey[],
  scope: DetailScope,
): Promise<readonly ProcessDetail[]> {
  const wanted = targets.slice(0, LIMITS.detailedProcessesMax)
  const near = new Set([...wanted.map((key) => key.pid), ...scope.ownPids, ...scope.memberPids])
  const files = new Map<number, readonly OpenFile[] | null>()
  await inTurns([...near].slice(0, 2 * LIMITS.detailedProcessesMax), (pid) => {
    files.set(
      pid,
      attempt(() => readOpenFiles(pid)),
    )
  })
  const readSockets = createSocketReader(files)
  const details: ProcessDetail[] = []
  await inTurns(wanted, (key) => {
    const detail = attempt(() => readDetail(key, scope, files, readSockets))
    if (detail !== null) details.push(detail)
  })
  return details
}

async function inTurns<T>(items: readonly T[], handle: (item: T) => void): Promise<void> {
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % LIMITS.detailedAtOnceMax === 0) await new Promise((resolve) => setImmediate(resolve))
    handle(item)
  }
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
