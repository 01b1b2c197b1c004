import type { UserDecision } from '../../core/events.js'
import type { SignalName } from '../../core/outcome.js'
import type { State } from '../../core/state.js'
import { orderDeepestFirst } from '../../core/tree/order.js'
import type { ProcessKey } from '../../core/tree/sample.js'
import { findMember, groupByParent } from '../../core/tree/tree-state.js'
import { formatProcessName } from '../../core/words/command.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import type { Choice, Dialog } from '../contexts/dialog.js'

const CANCEL: Choice = { key: 'Esc', label: 'go back', does: { type: 'cancel' } }

/** Leaving the screen while something remains: what shall become of it? */
export function askHowToQuit(state: State): Dialog {
  const decide = (key: string, label: string, decision: UserDecision): Choice => ({
    key,
    label,
    does: { type: 'decide', decision, closes: true },
  })
  const isWaiting = state.phase === 'asking' || state.phase === 'waiting'
  const goOn: Choice =
    state.phase === 'asking'
      ? decide('w', 'wait: back to the plain terminal until it ends by itself', { type: 'wait' })
      : { key: 'b', label: 'back to the plain terminal; the run goes on', does: { type: 'close' } }
  const end = decide('e', 'end it: release what holds it, then signals', { type: 'end' })
  const leave = decide('l', 'leave it running, and exit', { type: 'leave' })
  const choices =
    state.phase === 'ending' || state.phase === 'lingering'
      ? [goOn]
      : isWaiting
        ? [end, goOn, leave]
        : [goOn, end, leave]
  return {
    title: 'leave this screen',
    lines: [
      `${formatCount(state.tree.living.size, 'process', 'processes')} of the run still ${state.tree.living.size === 1 ? 'lives' : 'live'}.`,
    ],
    choices: [...choices, CANCEL],
    selected: 0,
  }
}

/**
 * Whom to send which signal. The targets are fixed here, by pid and start: neither a list that moves on nor a pid that
 * is used again can make a signal hit somebody else.
 */
export function askWhichSignal(state: State, target: ProcessKey): Dialog | null {
  const member = findMember(state.tree, target)
  if (member === null || member.endedAtMs !== null) return null
  const subtree = subtreeOf(state, target)
  const all = orderDeepestFirst(
    state.tree,
    [...state.tree.living.values()].map(({ pid, startId }) => ({ pid, startId })),
  )
  const send = (key: string, signal: SignalName, targets: readonly ProcessKey[], whom: string): Choice => ({
    key,
    label: `${signal.padEnd(8)} ${whom}`,
    does: { type: 'decide', decision: { type: 'signal', signal, targets }, closes: false },
  })
  const itsTree = `to it and its ${formatCount(subtree.length - 1, 'descendant')}`
  const everybody = `to all ${all.length} that are left`
  return {
    title: `signal to ${target.pid} ${formatProcessName(member.command.length > 0 ? member.command : [member.name])}`,
    lines: [
      `Started ${formatMs(member.startedAtMs)} after the run began. A process that gets its pid later is never hit.`,
    ],
    choices: [
      send('t', 'SIGTERM', [target], 'to this process'),
      send('x', 'SIGKILL', [target], 'to this process'),
      send('T', 'SIGTERM', subtree, itsTree),
      send('X', 'SIGKILL', subtree, itsTree),
      send('a', 'SIGTERM', all, everybody),
      send('A', 'SIGKILL', all, everybody),
      send('i', 'SIGINT', [target], 'to this process'),
      send('h', 'SIGHUP', [target], 'to this process'),
      send('q', 'SIGQUIT', [target], 'to this process'),
      send('c', 'SIGCONT', [target], 'to this process'),
      CANCEL,
    ],
    selected: 0,
  }
}

/** The process and all below it, deepest first. */
function subtreeOf({ tree }: State, target: ProcessKey): readonly ProcessKey[] {
  const children = groupByParent(tree)
  const found: ProcessKey[] = [target]
  for (let at = 0; at < found.length; at += 1) {
    for (const { pid, startId } of children.get(found[at]!.pid) ?? []) {
      if (!found.some((known) => known.pid === pid)) found.push({ pid, startId })
    }
  }
  return orderDeepestFirst(tree, found)
}

export function askToEnd(state: State): Dialog {
  return {
    title: 'end the run',
    lines: [
      `First what holds the command is let go, so that it can end by itself with its own code; then its ${formatCount(state.tree.living.size, 'process', 'processes')} get SIGTERM, and SIGKILL after ${formatMs(state.policy.killAfterMs)}.`,
    ],
    choices: [
      { key: 'y', label: 'end it', does: { type: 'decide', decision: { type: 'end' }, closes: false } },
      CANCEL,
    ],
    selected: 0,
  }
}
