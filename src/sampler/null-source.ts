import type { ProcessSample } from '../core/tree/sample.js'
import type { ProcessSource, RunIdentity } from './process-source.js'

/** Where no process table can be read: the command alone is followed, by the answer to signal 0. */
export function createNullSource(): ProcessSource {
  let run: { readonly identity: RunIdentity; readonly nowMs: () => number } | null = null
  const isRootAlive = () => run !== null && answersSignals(run.identity.rootPid)
  const sample = async () => {
    const atMs = run?.nowMs() ?? 0
    const processes = run !== null && isRootAlive() ? [describeRoot(run.identity.rootPid)] : []
    return { atMs, processes, complete: false }
  }
  return {
    name: 'none',
    begin(identity, nowMs) {
      run = { identity, nowMs }
    },
    sample,
    sampleThoroughly: sample,
    detail: async () => [],
    isAlive: (key) => key.pid === run?.identity.rootPid && isRootAlive(),
    close() {
      run = null
    },
  }
}

/** The command is overstay's own child: until it has been waited for, its number cannot be another's. */
function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function describeRoot(pid: number): ProcessSample {
  return {
    pid,
    startId: 0,
    ppid: process.pid,
    pgid: null,
    sid: null,
    startedAtMs: 0,
    name: 'command',
    command: [],
    state: 'unknown',
    cpuMs: 0,
    rssBytes: 0,
    threads: 1,
    marks: ['command'],
  }
}
