import type { SignalName } from '../outcome.js'
import { type Member, toKey } from '../tree/member.js'
import { orderDeepestFirst } from '../tree/order.js'
import { allowedStragglers } from '../tree/stragglers.js'
import type { Turn } from '../turn.js'
import type { LadderState, Rung } from './ladder-state.js'

/** What every rung needs: moving on, and signals to those who may not stay. */

const ORDER: readonly Rung[] = ['release', 'strays', 'interrupt', 'aftermath', 'terminate', 'kill']

/** Is this rung gentler than the other? */
export function isBefore(rung: Rung, other: Rung): boolean {
  return ORDER.indexOf(rung) < ORDER.indexOf(other)
}

export function enterRung(turn: Turn, rung: Rung): void {
  const before = turn.state.ladder
  const ladder: LadderState = {
    rung,
    stage: 0,
    untilMs: turn.nowMs,
    releaseAskId: null,
    releaseAskedAtMs: turn.nowMs,
    released: before?.released ?? [],
    killRoundCount: 0,
    survivors: [],
  }
  turn.update({ ladder })
}

export function nextRung(turn: Turn, rung: Rung): void {
  enterRung(turn, ORDER[ORDER.indexOf(rung) + 1] ?? 'kill')
}

export function setStage(turn: Turn, stage: number, untilMs: number): void {
  if (turn.state.ladder !== null) turn.update({ ladder: { ...turn.state.ladder, stage, untilMs } })
}

/** Where the process table is unreadable the command is still our child: it can at least be told itself. */
export function signalUnseenCommand(turn: Turn, signal: SignalName): void {
  const { command, tree } = turn.state
  if (command.exit !== null || tree.living.size > 0) return
  turn.update({ command: { ...command, forcedBy: signal } })
  turn.ask({ type: 'forwardSignal', signal })
}

/** All that lives and may not outlive the run. */
export function condemned(turn: Turn): readonly Member[] {
  const { tree, policy } = turn.state
  const allowed = new Set(allowedStragglers(tree, policy.allow))
  return [...tree.living.values()].filter((member) => !allowed.has(member))
}

/** Children first: ending a parent first would orphan them and lose a runner's exit code. */
export function sendSignal(turn: Turn, signal: SignalName, targets: readonly Member[]): void {
  if (targets.length === 0) return
  turn.ask({ type: 'sendSignal', signal, targets: orderDeepestFirst(turn.state.tree, targets.map(toKey)) })
}
