/** Everything a run was asked to do, as plain data. Durations in ms; null switches a bound off. */
export interface Policy {
  /** After finish: how long the tree may stay without progress. */
  readonly teardownTimeoutMs: number
  /** After finish: how long it may stay at all. */
  readonly teardownLimitMs: number
  /** After the command's own exit: how long stragglers and held pipes may stay. */
  readonly leakTimeoutMs: number
  readonly stallMs: number | null
  readonly noticeMs: number | null
  readonly deadlineMs: number | null
  readonly killAfterMs: number
  readonly onHang: OnHang
  readonly hangResult: ResultPolicy
  readonly leakResult: ResultPolicy
  /** May the ladder let go of suspects inside the processes before it sends signals? */
  readonly release: boolean
  /** Command-line patterns of descendants that may outlive the run. */
  readonly allow: readonly string[]
}

export type OnHang = 'ask' | 'end' | 'wait' | 'leave'
export type ResultPolicy = 'fail' | 'warn' | 'pass'

export const DEFAULT_POLICY: Policy = {
  teardownTimeoutMs: 5_000,
  teardownLimitMs: 60_000,
  leakTimeoutMs: 1_000,
  stallMs: null,
  noticeMs: 60_000,
  deadlineMs: null,
  killAfterMs: 5_000,
  onHang: 'end',
  hangResult: 'fail',
  leakResult: 'warn',
  release: true,
  allow: [],
}
