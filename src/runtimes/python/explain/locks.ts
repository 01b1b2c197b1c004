import type { Finding } from '../../../core/suspects/finding.js'
import { showPlace, toSite } from '../frames.js'
import { makeFinding, nameThread, type Subject } from './draft.js'
import { FIXES } from './fixes.js'

/** Locks that somebody waits for: who seems to have taken them, and where. */
export function explainLocks(subject: Subject): readonly Finding[] {
  return subject.answer.locks
    .filter((lock) => lock.taken !== null && lock.waiters.some((ident) => isNeeded(subject, ident)))
    .map((lock, index) => {
      const holder = subject.answer.threads.find((each) => each.ident === lock.holder)
      const name = lock.name === null ? 'A lock' : `Lock ${lock.name}`
      return makeFinding(subject, {
        id: `lock:${index}`,
        kind: 'lock',
        summary: holder
          ? `${name} was taken by thread "${nameThread(holder)}" and is not released`
          : `${name} was taken and is not released`,
        site: lock.taken === null ? null : toSite(lock.taken),
        made: holder?.started ?? null,
        stack: holder?.stack ?? [],
        confidence: lock.sure ? 'certain' : 'likely',
        holds: true,
        fix: FIXES.lock,
        thread: holder === undefined ? null : nameThread(holder),
        type: 'lock',
        evidence: lock.taken === null ? [] : [`taken at ${showPlace(lock.taken, subject.cwd)}`],
      })
    })
}

function isNeeded(subject: Subject, ident: number): boolean {
  return ident === subject.main?.ident || subject.held.has(ident)
}
