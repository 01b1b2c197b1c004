import type { Finding } from '../../../core/suspects/finding.js'
import type { PythonLock, PythonThread } from '../answer.js'
import { showPlace, toSite } from '../frames.js'
import { type Draft, makeFinding, nameThread, type Subject } from './draft.js'
import { FIXES } from './fixes.js'

/** Locks that somebody waits for: who seems to have taken them, where, and who started the taker. */
export function explainLocks(subject: Subject): readonly Finding[] {
  return subject.answer.locks
    .filter((lock) => lock.taken !== null && lock.waiters.some((ident) => isNeeded(subject, ident)))
    .flatMap((lock, index) => {
      const holder = subject.answer.threads.find((each) => each.ident === lock.holder)
      const taker = draftTaker(subject, lock, holder, index)
      const started = holder?.main === false ? draftHolder(holder, index) : null
      return [taker, started].filter((draft) => draft !== null).map((draft) => makeFinding(subject, draft))
    })
}

function draftTaker(subject: Subject, lock: PythonLock, holder: PythonThread | undefined, index: number): Draft {
  const name = lock.name === null ? 'A lock' : `Lock ${lock.name}`
  return {
    id: `lock:${index}`,
    kind: 'lock',
    summary: holder
      ? `${name} was taken by thread "${nameThread(holder)}" and is not released`
      : `${name} was taken and is not released`,
    site: lock.taken === null ? null : toSite(lock.taken),
    stack: holder?.stack ?? [],
    confidence: lock.sure ? 'certain' : 'likely',
    holds: true,
    fix: FIXES.lock,
    thread: holder === undefined ? null : nameThread(holder),
    type: 'lock',
    evidence: lock.taken === null ? [] : [`taken at ${showPlace(lock.taken, subject.cwd)}`],
  }
}

/** The thread that holds it may be a daemon, and no finding for itself: here it is part of the reason. */
function draftHolder(holder: PythonThread, index: number): Draft | null {
  if (holder.started === null) return null
  return {
    id: `lock-holder:${index}`,
    kind: 'lock',
    summary: `Thread "${nameThread(holder)}" holds the lock that is waited for`,
    made: holder.started,
    stack: holder.stack,
    confidence: 'likely',
    holds: true,
    fix: FIXES.lock,
    thread: nameThread(holder),
    type: holder.class ?? 'thread',
  }
}

function isNeeded(subject: Subject, ident: number): boolean {
  return ident === subject.main?.ident || subject.held.has(ident)
}
