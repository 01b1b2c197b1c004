import type { Finding } from '../../../core/suspects/finding.js'
import type { PythonDatabase } from '../answer.js'
import { recordSite, showPlace } from '../frames.js'
import { makeFinding, nameThread, type Subject } from './draft.js'
import { fixDatabase } from './fixes.js'

const DATABASE_CODE = /[/\\](sqlalchemy|asyncpg|aiosqlite|psycopg|psycopg2|psycopg_pool|redis|pymongo|motor)[/\\]/

export interface DatabaseFindings {
  readonly findings: readonly Finding[]
  readonly threads: ReadonlySet<number>
}

/** Engines and pools whose own threads hold the process; and those that live on a loop that does. */
export function explainDatabases(subject: Subject): DatabaseFindings {
  const findings: Finding[] = []
  const threads = new Set<number>()
  for (const [index, database] of subject.answer.databases.entries()) {
    const holding = database.threads.filter((ident) => subject.held.has(ident))
    if (holding.length === 0 && !isInvolved(subject, database)) continue
    for (const ident of holding) threads.add(ident)
    findings.push(explainDatabase(subject, database, holding, index))
  }
  return { findings, threads }
}

/** Its loop runs on a thread that holds the process, or the main thread waits inside a database call right now. */
function isInvolved(subject: Subject, database: PythonDatabase): boolean {
  const loop = subject.answer.loops.find((each) => each.id === database.loop)
  if (loop?.thread != null && subject.held.has(loop.thread)) return true
  const isOut = database.checkedOut.length > 0 || (database.open === 1 && database.what.toLowerCase() === 'connection')
  if (!isOut) return false
  const mainLoop = subject.answer.loops.find((each) => each.thread === subject.main?.ident)
  const stacks = [subject.main?.stack ?? [], ...(mainLoop?.tasks ?? []).map((task) => task.stack)]
  if (stacks.some((stack) => stack.some((frame) => DATABASE_CODE.test(frame.file)))) return true
  // psycopg's C code leaves no frame: the main thread stands in the line that called it.
  const blocked = subject.detail?.threads.find((each) => each.tid === subject.main?.nativeId)
  return /^psycopg/.test(database.library) && /poll|select/.test(blocked?.wchan ?? '')
}

function explainDatabase(
  subject: Subject,
  database: PythonDatabase,
  holding: readonly number[],
  index: number,
): Finding {
  const thread = subject.answer.threads.find((each) => each.ident === holding[0])
  const inCall = database.checkedOut.length > 0 && !subject.answer.loops.some((loop) => loop.id === database.loop)
  const out = database.checkedOut.map((record) => recordSite(record, subject.cwd)).filter((site) => site !== null)
  const evidence: string[] = []
  if (holding.length > 0) {
    evidence.push(
      `${holding.length} non-daemon ${holding.length === 1 ? 'thread belongs' : 'threads belong'} to its connections`,
    )
  }
  const openedAt = thread?.started === undefined ? null : recordSite(thread.started, subject.cwd)
  if (openedAt !== null) evidence.push(`a connection was opened at ${showPlace(openedAt, subject.cwd)}`)
  for (const site of out) evidence.push(`a connection is checked out at ${showPlace(site, subject.cwd)}`)
  return makeFinding(subject, {
    id: `database:${index}`,
    kind: 'db-pool',
    summary:
      holding.length === 0 && inCall
        ? `A connection of ${nameDatabase(database)} is still checked out`
        : `${nameDatabase(database)} was never ${database.library === 'sqlalchemy' ? 'disposed' : 'closed'}${connections(database)}`,
    // Who keeps the connection that the others wait for matters more than who made the engine.
    made: holding.length === 0 && inCall ? (database.checkedOut[0] ?? database.made) : database.made,
    stack: thread?.stack ?? [],
    confidence: holding.length > 0 ? 'certain' : 'likely',
    holds: holding.length > 0,
    fix: fixDatabase(database.library, database.async),
    thread: thread === undefined ? null : nameThread(thread),
    type: `${database.library}.${database.what}`,
    details: { open: database.open, checkedOut: out.length, target: database.target },
    evidence,
  })
}

function nameDatabase(database: PythonDatabase): string {
  const name =
    database.library === 'sqlalchemy'
      ? `SQLAlchemy ${database.async ? 'async ' : ''}engine`
      : `${database.library} ${database.what.toLowerCase()}`
  return database.target === null ? name : `${name} ${database.target}`
}

function connections(database: PythonDatabase): string {
  if (database.open === null || database.open === 0) return ''
  return ` (${database.open} ${database.open === 1 ? 'connection' : 'connections'} open)`
}
