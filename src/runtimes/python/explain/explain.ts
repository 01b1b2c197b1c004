import type { SpawnAttribution } from '../../../core/suspects/attribute-spawn.js'
import type { Finding } from '../../../core/suspects/finding.js'
import type { ProcessDetail, ProcessKey } from '../../../core/tree/sample.js'
import type { PythonAnswer, PythonThread } from '../answer.js'
import { explainDatabases } from './databases.js'
import type { Subject } from './draft.js'
import { explainLocks } from './locks.js'
import { explainLoops, explainTrio } from './loops.js'
import { explainMainThread } from './main-thread.js'
import { explainThreads, isPoolHandler } from './threads.js'

export interface Explanation {
  readonly findings: readonly Finding[]
  /** When everything that holds the process is a timer: ms until the last one fires. */
  readonly willEndInMs: number | null
}

/** From what the agent said of one process to what holds it, best first. Pure. */
export function explainPython(
  answer: PythonAnswer,
  key: ProcessKey,
  cwd: string,
  detail: ProcessDetail | null,
  origin: SpawnAttribution | null,
): Explanation {
  const subject = makeSubject(answer, key, cwd, detail, origin)
  const databases = explainDatabases(subject)
  const loops = explainLoops(subject)
  const explained = new Set([...databases.threads, ...loops.threads])
  const findings = [
    ...explainMainThread(subject),
    ...databases.findings.filter((finding) => finding.holdsProcess),
    ...explainThreads(subject, explained),
    ...explainLocks(subject),
    ...loops.findings,
    ...explainTrio(subject),
    ...databases.findings.filter((finding) => !finding.holdsProcess),
  ]
  return { findings: mergeAlike(findings.sort(byWeight)), willEndInMs: endOfTimers(subject, findings) }
}

function makeSubject(
  answer: PythonAnswer,
  key: ProcessKey,
  cwd: string,
  detail: ProcessDetail | null,
  origin: SpawnAttribution | null,
): Subject {
  const main = answer.threads.find((thread) => thread.main) ?? null
  const exiting = answer.phase === 'joining-threads' || answer.phase === 'atexit'
  const awaited = awaitedThreads(answer, main)
  const held = new Set(
    answer.threads
      .filter((thread) => !thread.main && !(thread.job?.idle ?? false))
      .filter((thread) => awaited.has(thread.ident) || (answer.phase === 'joining-threads' && !thread.daemon))
      .map((thread) => thread.ident),
  )
  return { key, cwd, answer, detail, main, exiting, held, origin: answer.ranTests ? null : origin }
}

/** Threads the main thread joins, directly or through a future, an executor or another thread. */
function awaitedThreads(answer: PythonAnswer, main: PythonThread | null): ReadonlySet<number> {
  const awaited = new Set<number>()
  const pending: (PythonThread | null | undefined)[] = [main]
  for (let thread = pending.pop(); thread != null; thread = pending.pop()) {
    for (const wait of thread.waits) {
      if (wait.thread !== null && !awaited.has(wait.thread)) {
        awaited.add(wait.thread)
        pending.push(answer.threads.find((each) => each.ident === wait.thread))
      }
      if (wait.what === 'executor' || wait.what === 'future' || wait.what === 'futures') {
        for (const each of answer.threads) if (each.job !== null && !each.job.idle) awaited.add(each.ident)
      }
    }
    if (isPoolHandler(thread)) {
      for (const each of answer.threads) if (isPoolWorker(each)) awaited.add(each.ident)
    }
    const loop = answer.loops.find((each) => each.thread === thread?.ident)
    if (loop?.tasks.some((task) => task.coro?.endsWith('shutdown_default_executor'))) {
      for (const each of answer.threads) if (each.job !== null && !each.job.idle) awaited.add(each.ident)
    }
  }
  return awaited
}

/** A worker of a ThreadPool that is in a job of the user's. */
function isPoolWorker(thread: PythonThread): boolean {
  const isWorker = thread.stack.some(
    (frame) => frame.function === 'worker' && /multiprocessing[/\\]pool\.py$/.test(frame.file),
  )
  return isWorker && thread.stack.some((frame) => !frame.internal)
}

function endOfTimers(subject: Subject, findings: readonly Finding[]): number | null {
  const holding = findings.filter((finding) => finding.holdsProcess)
  if (!subject.exiting || holding.length === 0) return null
  const ends = holding.map((finding) => finding.resource?.willEndInMs ?? null)
  return ends.includes(null) ? null : Math.max(...ends.map((end) => end ?? 0))
}

/** Ten workers of one executor, started by one line, are one finding: of the same kind, line and weight. */
function mergeAlike(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { site } = finding
    const key = site === null ? finding.id : `${finding.kind} ${finding.holdsProcess} ${site.file}:${site.line}`
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return []
    if (others.length === 0) return [first]
    return [{ ...first, summary: `${first.summary}, and ${others.length} more from the same line` }]
  })
}

const CONFIDENCE = { proved: 0, certain: 1, likely: 2, possible: 3 } as const

/** What holds the process and names a line comes first; the order within is kept. */
function byWeight(a: Finding, b: Finding): number {
  return (
    Number(b.holdsProcess) - Number(a.holdsProcess) ||
    Number(b.site !== null) - Number(a.site !== null) ||
    CONFIDENCE[a.confidence] - CONFIDENCE[b.confidence]
  )
}
