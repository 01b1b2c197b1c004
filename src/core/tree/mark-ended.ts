import type { EndedBy } from '../outcome.js'
import type { Member } from './member.js'
import { keyText } from './member.js'
import type { ProcessKey } from './sample.js'
import type { TreeState } from './tree-state.js'

/**
 * Remember who asked these processes to end: it is in the record when they do. A process that a sample has already
 * missed is corrected too, since the one who signalled saw it alive after that sample was begun.
 */
export function markEndedBy(tree: TreeState, keys: readonly ProcessKey[], who: EndedBy): TreeState {
  const wanted = new Set(keys.map(keyText))
  if (wanted.size === 0) return tree
  const living = new Map<string, Member>()
  for (const [text, member] of tree.living) living.set(text, wanted.has(text) ? { ...member, endingBy: who } : member)
  const isLate = (member: Member) => member.endedBy === 'self' && wanted.has(keyText(member))
  const ended = tree.ended.some(isLate)
    ? tree.ended.map((member) => (isLate(member) ? { ...member, endedBy: who } : member))
    : tree.ended
  return { ...tree, living, ended }
}

/** The command's exit was seen by the one who waits for it: earlier and more exactly than any sample can tell. */
export function markCommandExited(tree: TreeState, atMs: number): TreeState {
  if (tree.commandExitedAtMs !== null && tree.commandExitedAtMs <= atMs) return tree
  return { ...tree, commandExitedAtMs: atMs }
}
