import type { Report } from '../core/report/model.js'
import type { State } from '../core/state.js'
import type { TreeHistory } from '../core/tree/history.js'

/** All that the views show: the run as it stands. The screen keeps no truth of its own beside it. */
export interface Snapshot {
  readonly report: Report
  /** Null for a saved report: nothing lives, nothing can be done. */
  readonly live: LiveRun | null
}

export interface LiveRun {
  readonly state: State
  readonly history: TreeHistory
  /** The run's clock now, ms; later than the state's newest event while nothing happens. */
  readonly nowMs: number
}
