import { canWrite, type OsView, type Subject } from './view.js'

/**
 * Does this process do nothing but wait for another member that is looked at anyway? Then it is no suspect: ending what
 * it waits for ends it. Of members that wait for each other in a circle, those off the chain of the verdict are named.
 */
export function isOnlyWaiting(subject: Subject, view: OsView): boolean {
  if (findWaitedFor(subject, view).length === 0) return false
  const circle = findCircle(subject, view)
  return circle === null || (subject.isOnChain && circle.some((other) => !other.isOnChain))
}

/** Answers are kept as long as the view they belong to: circles are looked for from every member. */
const known = new WeakMap<Subject, readonly Subject[]>()

/** The members this process is blocked on, as far as the system shows; empty when it waits for something else. */
export function findWaitedFor(subject: Subject, view: OsView): readonly Subject[] {
  const answer = known.get(subject) ?? workOutWaitedFor(subject, view)
  known.set(subject, answer)
  return answer
}

function workOutWaitedFor(subject: Subject, view: OsView): readonly Subject[] {
  const children = isWaitingForChild(subject, view) ? subject.children : []
  const waitedFor = new Set(children.flatMap((child) => view.byPid.get(child.pid) ?? []))
  for (const writer of writersOfReadPipe(subject, view)) waitedFor.add(writer)
  return [...waitedFor]
}

/** The way from a process back to itself along "waits for", without its end; null when there is none. */
export function findCircle(subject: Subject, view: OsView): readonly Subject[] | null {
  const cameFrom = new Map<Subject, Subject | null>([[subject, null]])
  const queue = [subject]
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const waited of findWaitedFor(next, view)) {
      if (waited === subject) return trace(next, cameFrom)
      if (cameFrom.has(waited)) continue
      cameFrom.set(waited, next)
      queue.push(waited)
    }
  }
  return null
}

function trace(last: Subject, cameFrom: ReadonlyMap<Subject, Subject | null>): readonly Subject[] {
  const path: Subject[] = []
  for (let at: Subject | null = last; at !== null; at = cameFrom.get(at) ?? null) path.unshift(at)
  return path
}

function isWaitingForChild(subject: Subject, view: OsView): boolean {
  if (subject.children.length === 0) return false
  if (subject.member.state === 'stopped' || subject.member.state === 'traced') return false
  // A link of the chain above the tests: npm, sh, a wrapper.
  const hasLinkBelow = subject.children.some((child) => view.byPid.get(child.pid)?.isOnChain === true)
  if (subject.isOnChain && hasLinkBelow) return true
  const main = subject.detail?.threads[0]
  if (main === undefined) return false
  const isShell = subject.detail?.runtime === 'shell'
  return /^wait(4|id)$/.test(main.syscall ?? '') || (isShell && main.state === 'sleeping')
}

/** `runner | cat`: cat is blocked reading a pipe that other members can still write to. */
function writersOfReadPipe(subject: Subject, view: OsView): readonly Subject[] {
  const { detail } = subject
  const reader = detail?.threads[0]
  if (reader?.syscall !== 'read' || reader.fd === null || reader.state === 'running') return []
  const stream = detail?.held.find((held) => held.fd === reader.fd && held.what === 'pipe')
  if (stream === undefined) return []
  const holders = view.holders.get(stream.id) ?? []
  return holders
    .filter((holder) => canWrite(holder.stream) && holder.stream.id.startsWith('pipe:') && holder.subject !== subject)
    .map((holder) => holder.subject)
}
