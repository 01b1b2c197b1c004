import { looksLikeLauncher } from './launchers.js'
import type { Member } from './member.js'
import { keyText, toKey } from './member.js'
import { runnerNameOf } from './runner-names.js'
import type { ProcessKey } from './sample.js'
import { findLivingByPid, groupByParent, type TreeState } from './tree-state.js'

/**
 * The processes whose end is the command's verdict: npm → sh → node. From the command downwards while one child is
 * clearly the next link: the only child of a launcher (shell, package manager, wrapper), its only child that is a launcher
 * too, or the only child that looks like a test runner. Below anything else nothing follows: the one server, worker or fork that a
 * suite has left running is not the suite. `runnerPids` (processes in
 * which a probe saw the tests) settle it: the chain then is the path down to them. Ends that were already signalled
 * or are zombies are not in it. Top first; empty once the command has gone.
 */
export function runnerChain(tree: TreeState, runnerPids: readonly number[] = []): readonly ProcessKey[] {
  const command = tree.command === null ? undefined : tree.living.get(keyText(tree.command))
  if (command === undefined) return []
  const known = pathsTo(tree, command, runnerPids)
  if (known.length > 0) return known.map(toKey)

  const children = groupByParent(tree)
  const chain: Member[] = [command]
  for (;;) {
    const last = chain.at(-1)
    const next = last === undefined ? null : nextLink(last, children.get(last.pid) ?? [])
    if (next === null || chain.includes(next)) return chain.map(toKey)
    chain.push(next)
  }
}

/** Living members that are not on the chain: what the ladder may end first without touching the verdict. */
export function findStrays(tree: TreeState, chain: readonly ProcessKey[]): readonly Member[] {
  const onChain = new Set(chain.map(keyText))
  return [...tree.living.values()].filter((member) => !onChain.has(keyText(member)))
}

/** Runners that start themselves again in another process, with other options for the interpreter. */
const SELF_STARTING = new Set(['mocha', '_mocha'])

function nextLink(parent: Member, children: readonly Member[]): Member | null {
  const runner = runnerNameOf(parent.command)
  if (runner !== null && !SELF_STARTING.has(runner)) return null
  const isFork = (child: Member) => child.command.join('\0') === parent.command.join('\0')
  const runners = children.filter((child) => runnerNameOf(child.command) !== null && !isFork(child))
  if (runners.length === 1) return runners[0] ?? null
  if (!looksLikeLauncher(parent.command)) return null
  // `xvfb-run npm test`, `redis-server & npm test`: of several, the one that launches on.
  const launchers = children.filter((child) => looksLikeLauncher(child.command))
  const candidates = children.length === 1 ? children : launchers
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

/** Everything on the way from the command to these pids, top first. Pids outside of the command's tree are ignored. */
function pathsTo(tree: TreeState, command: Member, pids: readonly number[]): readonly Member[] {
  const path = new Map<string, Member>()
  for (const pid of pids) {
    const upwards: Member[] = []
    let member = findLivingByPid(tree, pid)
    while (member !== null && member !== command && !upwards.includes(member)) {
      upwards.push(member)
      member = findLivingByPid(tree, member.ppid)
    }
    if (member !== command) continue
    for (const link of [command, ...upwards.reverse()]) path.set(keyText(link), link)
  }
  return [...path.values()]
}
