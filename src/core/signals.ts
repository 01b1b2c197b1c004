/** Numbers of the signals of POSIX systems that shells and CI speak of; the same on Linux and macOS where listed so. */
const NUMBERS: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGUSR1: 10,
  SIGSEGV: 11,
  SIGUSR2: 12,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGSTKFLT: 16,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGSTOP: 19,
  SIGTSTP: 20,
  SIGTTIN: 21,
  SIGTTOU: 22,
  SIGURG: 23,
  SIGXCPU: 24,
  SIGXFSZ: 25,
  SIGVTALRM: 26,
  SIGPROF: 27,
  SIGWINCH: 28,
  SIGIO: 29,
  SIGPWR: 30,
  SIGSYS: 31,
}

/**
 * Number of a signal for `128 + N`. Linux numbers: the few that differ on macOS (USR1, USR2, BUS …) are rare ends of a
 * run and keep one meaning in reports. An unknown name counts as SIGKILL so that the code stays above 128.
 */
export function signalNumber(name: string): number {
  const realtime = /^SIG(\d+)$/.exec(name)
  return NUMBERS[name] ?? (realtime ? Number(realtime[1]) : 9)
}
