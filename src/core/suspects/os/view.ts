import { matchesAllow } from '../../tree/allow.js'
import { keyText, type Member } from '../../tree/member.js'
import { runnerChain } from '../../tree/runner-chain.js'
import type { HeldStream, ProcessDetail } from '../../tree/sample.js'
import { groupByParent, type TreeState } from '../../tree/tree-state.js'

export interface OsContext {
  /** `--allow` patterns. */
  readonly allow?: readonly string[]
  /** Pids in which a probe has seen the tests. */
  readonly runnerPids?: readonly number[]
}

/** One living process with everything the OS says about it. */
export interface Subject {
  readonly member: Member
  readonly detail: ProcessDetail | null
  readonly children: readonly Member[]
  /** On the way from the command to the tests: its end is the verdict. */
  readonly isOnChain: boolean
  /** The command has exited, this process has not, and either nobody allowed that or it keeps the output open. */
  readonly isStraggler: boolean
}

/** The whole living tree, prepared for questions. */
export interface OsView {
  readonly tree: TreeState
  readonly subjects: readonly Subject[]
  readonly byPid: ReadonlyMap<number, Subject>
  /** Who holds a pipe or terminal, by its id. */
  readonly holders: ReadonlyMap<string, readonly Holder[]>
}

export interface Holder {
  readonly subject: Subject
  readonly stream: HeldStream
}

export function viewTree(tree: TreeState, details: readonly ProcessDetail[], context: OsContext): OsView {
  const byKey = new Map(details.map((detail) => [keyText(detail), detail]))
  const chain = new Set(runnerChain(tree, context.runnerPids ?? []).map(keyText))
  const children = groupByParent(tree)
  const hasExited = tree.commandExitedAtMs !== null
  const command = tree.command === null ? null : keyText(tree.command)
  const subjects = [...tree.living.entries()].map(([text, member]): Subject => {
    const words = member.command.length > 0 ? member.command : [member.name]
    const detail = byKey.get(text) ?? null
    const holdsOutput = detail?.held.some((stream) => stream.what === 'output' && canWrite(stream)) === true
    return {
      member,
      detail,
      children: children.get(member.pid) ?? [],
      isOnChain: chain.has(text),
      isStraggler: hasExited && text !== command && (holdsOutput || !matchesAllow(words, context.allow ?? [])),
    }
  })
  return {
    tree,
    subjects,
    byPid: new Map(subjects.map((subject) => [subject.member.pid, subject])),
    holders: collectHolders(subjects),
  }
}

function collectHolders(subjects: readonly Subject[]): ReadonlyMap<string, readonly Holder[]> {
  const holders = new Map<string, Holder[]>()
  for (const subject of subjects)
    for (const stream of subject.detail?.held ?? []) {
      const known = holders.get(stream.id)
      if (known === undefined) holders.set(stream.id, [{ subject, stream }])
      else known.push({ subject, stream })
    }
  return holders
}

export function canWrite(stream: HeldStream): boolean {
  return stream.access !== 'read'
}

export function canRead(stream: HeldStream): boolean {
  return stream.access !== 'write'
}
