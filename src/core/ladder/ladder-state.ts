import type { ProcessKey } from '../tree/sample.js'

/**
 * The rungs, gentlest first. Killing the root first destroys the verdict, so it comes last.
 *
 * release   let go of exactly what holds the processes; the runner ends by itself with its own code
 * strays    end descendants the runner may be waiting for: TERM, CONT, KILL; then wait for the runner
 * interrupt drop a wait by a signal the runtime turns into a normal exit (Python's join)
 * aftermath the command has gone; what was its tree may be on its way out
 * terminate TERM to all that is left, children first
 * kill      KILL to all that is left, searched for again until none or named
 */
export type Rung = 'release' | 'strays' | 'interrupt' | 'aftermath' | 'terminate' | 'kill'

export interface LadderState {
  readonly rung: Rung
  /** Stage inside the rung; each rung numbers its own. */
  readonly stage: number
  /** When the stage is given up, ms. */
  readonly untilMs: number
  readonly releaseAskId: number | null
  /** When the releases of this rung were asked for: what happened since may be their doing. */
  readonly releaseAskedAtMs: number
  /** Findings let go so far. */
  readonly released: readonly string[]
  readonly killRoundCount: number
  readonly survivors: readonly ProcessKey[]
}
