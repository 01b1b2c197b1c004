/** What was seen of one run. The meaning of each word is fixed in the README's exit-code table. */
export type Outcome =
  | 'clean'
  | 'slow-exit'
  | 'overstayed'
  | 'leaked'
  | 'stalled'
  | 'deadline'
  | 'interrupted'
  | 'failed-to-start'

/** What the runner said of its tests. `unknown` is never treated as passed. */
export type Verdict = 'passed' | 'failed' | 'none' | 'unknown'

/** Who brought the command to its end. */
export type EndedBy = 'self' | 'release' | 'overstay' | 'user'

/** Signals overstay itself sends or forwards. */
export type SignalName =
  | 'SIGHUP'
  | 'SIGINT'
  | 'SIGQUIT'
  | 'SIGKILL'
  | 'SIGUSR1'
  | 'SIGUSR2'
  | 'SIGTERM'
  | 'SIGCONT'
  | 'SIGSTOP'
  | 'SIGTSTP'
  | 'SIGWINCH'
  | 'SIGABRT'
