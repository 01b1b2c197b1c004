import { matchesAllow } from './allow.js'
import type { Member } from './member.js'
import { keyText } from './member.js'
import type { TreeState } from './tree-state.js'

/**
 * Members alive after the command exited, without deliberate daemons (built-in list and `allow`). Empty while the
 * command lives. As fresh as the newest sample: ask `hasSampleSinceExit` before concluding that nothing was left.
 */
export function stragglers(tree: TreeState, allow: readonly string[] = []): readonly Member[] {
  if (tree.commandExitedAtMs === null) return []
  return livingBesidesCommand(tree).filter((member) => !isAllowed(member, allow))
}

/** Members alive after the command exited that are there on purpose. */
export function allowedStragglers(tree: TreeState, allow: readonly string[] = []): readonly Member[] {
  if (tree.commandExitedAtMs === null) return []
  return livingBesidesCommand(tree).filter((member) => isAllowed(member, allow))
}

/** Was the newest sample begun after the command's exit? Only then do its members outlive the command. */
export function hasSampleSinceExit(tree: TreeState): boolean {
  return tree.commandExitedAtMs !== null && tree.sampledAtMs !== null && tree.sampledAtMs >= tree.commandExitedAtMs
}

function isAllowed(member: Member, allow: readonly string[]): boolean {
  return matchesAllow(member.command.length > 0 ? member.command : [member.name], allow)
}

function livingBesidesCommand(tree: TreeState): readonly Member[] {
  const command = tree.command === null ? null : keyText(tree.command)
  return [...tree.living.values()].filter((member) => keyText(member) !== command)
}
