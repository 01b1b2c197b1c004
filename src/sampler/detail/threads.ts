import { LIMITS } from '../../core/limits.js'
import type { ThreadWait } from '../../core/tree/sample.js'
import { listNumbers, readText } from '../linux/proc-files.js'
import { parseStat } from '../linux/stat.js'
import { readEpollInputs } from './open-files.js'
import { parseSyscall } from './syscalls.js'

/** What each thread of a process is doing, the main thread first, at most LIMITS.threadsReadMax. */
export function readThreads(pid: number, ticksPerSecond: number): readonly ThreadWait[] {
  const others = (listNumbers(`/proc/${pid}/task`) ?? []).filter((tid) => tid !== pid).sort((a, b) => a - b)
  const tids = [pid, ...others].slice(0, LIMITS.threadsReadMax)
  return tids.flatMap((tid) => {
    const thread = readThread(pid, tid, ticksPerSecond)
    return thread === null ? [] : [thread]
  })
}

function readThread(pid: number, tid: number, ticksPerSecond: number): ThreadWait | null {
  const task = `/proc/${pid}/task/${tid}`
  const stat = parseStat(readText(`${task}/stat`) ?? '')
  if (stat === null) return null
  const wchan = (readText(`${task}/wchan`) ?? '').trim()
  const call = parseSyscall(readText(`${task}/syscall`) ?? '', process.arch)
  const isEpoll = call?.name.startsWith('epoll_') === true && call.fd !== null
  return {
    tid,
    name: stat.name,
    state: stat.state,
    // "0" stands for "not sleeping" and also for "you may not know".
    wchan: wchan === '' || wchan === '0' ? null : wchan,
    syscall: call?.name ?? null,
    fd: call?.fd ?? null,
    cpuMs: (stat.cpuTicks * 1000) / ticksPerSecond,
    ...(isEpoll && call.fd !== null ? { watched: readEpollInputs(pid, call.fd) } : {}),
  }
}
