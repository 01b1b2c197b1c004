import type { HeldStream, ThreadWait } from '../../core/tree/sample.js'
import { inodeOf, isTerminalLink, type OpenFile, readAccess } from './open-files.js'
import type { DetailScope } from './read-details.js'

/**
 * The streams of a process that can explain a hang: the run's own output, terminals, pipes it shares with another
 * member, its stdin, and whatever pipe or socket a thread of it is blocked on.
 */
export function findHeldStreams(
  pid: number,
  threads: readonly ThreadWait[],
  files: ReadonlyMap<number, readonly OpenFile[] | null>,
  scope: DetailScope,
): readonly HeldStream[] {
  const shared = pipesOf(files, (other) => other !== pid && !scope.ownPids.includes(other))
  const blockedOn = new Set(threads.map((thread) => thread.fd))
  const held: HeldStream[] = []
  for (const { fd, link } of files.get(pid) ?? []) {
    const what = classify(link, scope.outputIds, shared.has(link) || blockedOn.has(fd) || fd === 0)
    if (what !== null) held.push({ fd, what, id: link, access: readAccess(pid, fd) })
  }
  return held
}

function classify(link: string, outputIds: readonly string[], matters: boolean): HeldStream['what'] | null {
  if (outputIds.includes(link)) return 'output'
  if (isTerminalLink(link)) return 'terminal'
  // A socket as stdin is what Node makes of `stdio: 'pipe'`.
  const isStream = inodeOf(link, 'pipe') !== null || inodeOf(link, 'socket') !== null
  return isStream && matters ? 'pipe' : null
}

function pipesOf(
  files: ReadonlyMap<number, readonly OpenFile[] | null>,
  isWanted: (pid: number) => boolean,
): ReadonlySet<string> {
  const links = new Set<string>()
  for (const [pid, opened] of files)
    if (isWanted(pid)) for (const { link } of opened ?? []) if (link.startsWith('pipe:[')) links.add(link)
  return links
}
