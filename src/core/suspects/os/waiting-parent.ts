import type { OsView, Subject } from './view.js'

/**
 * Does this process do nothing but wait for another member that is looked at anyway? Then it is no suspect: ending what
 * it waits for ends it.
 */
export function isOnlyWaiting(subject: Subject, view: OsView): boolean {
  return isWaitingForChild(subject, view) || readsFromMember(subject, view)
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

/** `runner | cat`: cat reads a pipe that another member still can write to. */
function readsFromMember(subject: Subject, view: OsView): boolean {
  const { detail, member } = subject
  const reader = detail?.threads.find((thread) => thread.syscall === 'read' && thread.fd !== null)
  const stream = detail?.held.find((held) => held.fd === reader?.fd && held.what === 'pipe')
  if (stream === undefined) return false
  return (view.holders.get(stream.id) ?? []).some(
    (holder) => holder.stream.access !== 'read' && holder.subject.member !== member,
  )
}
