/** Blocking system calls: name, number on x86-64, number on arm64 (null: not there), and whether argument 0 is a fd. */
type Row = readonly [name: string, x64: number | null, arm64: number | null, hasFd: boolean]

const ROWS: readonly Row[] = [
  ['read', 0, 63, true],
  ['write', 1, 64, true],
  ['open', 2, null, false],
  ['openat', 257, 56, false],
  ['close', 3, 57, true],
  ['poll', 7, null, false],
  ['ppoll', 271, 73, false],
  ['ioctl', 16, 29, true],
  ['pread64', 17, 67, true],
  ['pwrite64', 18, 68, true],
  ['readv', 19, 65, true],
  ['writev', 20, 66, true],
  ['select', 23, null, false],
  ['pselect6', 270, 72, false],
  ['sched_yield', 24, 124, false],
  ['msync', 26, 227, false],
  ['pause', 34, null, false],
  ['nanosleep', 35, 101, false],
  ['clock_nanosleep', 230, 115, false],
  ['sendfile', 40, 71, true],
  ['connect', 42, 203, true],
  ['accept', 43, 202, true],
  ['accept4', 288, 242, true],
  ['sendto', 44, 206, true],
  ['recvfrom', 45, 207, true],
  ['sendmsg', 46, 211, true],
  ['recvmsg', 47, 212, true],
  ['sendmmsg', 307, 269, true],
  ['recvmmsg', 299, 243, true],
  ['wait4', 61, 260, false],
  ['waitid', 247, 95, false],
  ['semop', 65, 193, false],
  ['semtimedop', 220, 192, false],
  ['msgsnd', 69, 189, false],
  ['msgrcv', 70, 188, false],
  ['fcntl', 72, 25, true],
  ['flock', 73, 32, true],
  ['fsync', 74, 82, true],
  ['fdatasync', 75, 83, true],
  ['rt_sigsuspend', 130, 133, false],
  ['rt_sigtimedwait', 128, 137, false],
  ['restart_syscall', 219, 128, false],
  ['futex', 202, 98, false],
  ['futex_waitv', 449, 449, false],
  ['futex_wait', 455, 455, false],
  ['epoll_wait', 232, null, true],
  ['epoll_pwait', 281, 22, true],
  ['epoll_pwait2', 441, 441, true],
  ['io_getevents', 208, 4, false],
  ['io_uring_enter', 426, 426, true],
  ['mq_timedreceive', 243, 183, true],
  ['mq_timedsend', 242, 182, true],
  ['splice', 275, 76, true],
  ['tee', 276, 77, true],
  ['vfork', 58, null, false],
  ['inotify_add_watch', 254, 27, true],
]

const X64 = new Map(ROWS.flatMap((row) => (row[1] === null ? [] : [[row[1], row] as const])))
const ARM64 = new Map(ROWS.flatMap((row) => (row[2] === null ? [] : [[row[2], row] as const])))

export interface Syscall {
  readonly name: string
  readonly fd: number | null
}

/**
 * Read /proc/PID/task/TID/syscall: number and arguments of the call a thread is in. Null for a running thread, an
 * unreadable file, or an architecture without a table. Unknown calls are named by number.
 */
export function parseSyscall(text: string, arch: string): Syscall | null {
  const fields = text.trim().split(' ')
  const number = Number(fields[0])
  if (fields.length < 2 || !Number.isInteger(number) || number < 0) return null
  const table = arch === 'x64' ? X64 : arch === 'arm64' ? ARM64 : null
  if (table === null) return null
  const row = table.get(number)
  if (row === undefined) return { name: `syscall ${number}`, fd: null }
  const fd = Number(fields[1])
  return { name: row[0], fd: row[3] && Number.isInteger(fd) && fd < 2 ** 31 ? fd : null }
}
