import type { Member } from './member.js'
import { keyText } from './member.js'
import type { ProcessKey } from './sample.js'
import type { TreeState } from './tree-state.js'

/**
 * The same keys, children before their parents: ending a parent first would orphan its children and, with a runner,
 * lose its exit code. Unknown keys come last; equals keep their order.
 */
export function orderDeepestFirst(tree: TreeState, keys: readonly ProcessKey[]): readonly ProcessKey[] {
  const members = new Map<string, Member>(tree.ended.map((member) => [keyText(member), member]))
  const livingPids = new Map<number, Member>()
  for (const [text, member] of tree.living) {
    members.set(text, member)
    livingPids.set(member.pid, member)
  }
  return keys
    .map((key, index) => ({ key, index, depth: measureDepth(key, members, livingPids) }))
    .sort((a, b) => b.depth - a.depth || a.index - b.index)
    .map(({ key }) => key)
}

/** Steps to the top, by the present parent where that is a member, else by the one it was born to. */
function measureDepth(
  key: ProcessKey,
  members: ReadonlyMap<string, Member>,
  livingPids: ReadonlyMap<number, Member>,
): number {
  const seen = new Set<string>()
  let member = members.get(keyText(key))
  while (member !== undefined && !seen.has(keyText(member))) {
    seen.add(keyText(member))
    const bornTo: Member | undefined = member.parent === null ? undefined : members.get(keyText(member.parent))
    member = (member.endedAtMs === null ? livingPids.get(member.ppid) : undefined) ?? bornTo
  }
  return seen.size
}
