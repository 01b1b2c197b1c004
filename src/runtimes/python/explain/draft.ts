import type { SpawnAttribution } from '../../../core/suspects/attribute-spawn.js'
import type { Confidence, Finding, ReleaseHandle, Site, SuspectKind } from '../../../core/suspects/finding.js'
import type { ProcessDetail, ProcessKey } from '../../../core/tree/sample.js'
import type { PythonAnswer, PythonFrame, PythonRecord, PythonThread } from '../answer.js'
import { findUserFrame, recordSite, showPlace, testFileOf, toStack } from '../frames.js'

/** One process as it is being explained: what the agent said, what the OS said, and what follows from both. */
export interface Subject {
  readonly key: ProcessKey
  readonly cwd: string
  readonly answer: PythonAnswer
  readonly detail: ProcessDetail | null
  readonly main: PythonThread | null
  /** The program has ended and the main thread waits inside its exit. */
  readonly exiting: boolean
  /** Threads that the exit, or the main thread itself, waits for. */
  readonly held: ReadonlySet<number>
  /** Where it was started, when another process of the run started it and it is no runner itself. */
  readonly origin: SpawnAttribution | null
}

/** A finding in the making: what differs from finding to finding. */
export interface Draft {
  readonly id: string
  readonly kind: SuspectKind
  readonly summary: string
  /** Where it was made: the first choice for the line to name. */
  readonly made?: PythonRecord | null
  /** The stack where it waits: the second choice. */
  readonly stack?: readonly PythonFrame[]
  readonly site?: Site | null
  readonly confidence: Confidence
  readonly holds: boolean
  readonly fix: string | null
  readonly thread?: string | null
  readonly type: string
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
  readonly willEndInMs?: number | null
  readonly evidence?: readonly string[]
}

/** Complete a draft: choose the line, say where it was made and where it waits, and how it can be let go. */
export function makeFinding(subject: Subject, draft: Draft): Finding {
  const { cwd } = subject
  const stack = draft.stack ?? []
  const waitsAt = findUserFrame(stack, cwd)
  const made = draft.made ?? null
  const madeAt = recordSite(made, cwd)
  const site = draft.site ?? madeAt ?? (waitsAt === null ? null : { ...waitsAt, column: null })
  const evidence = [...(draft.evidence ?? [])]
  const isNamed = site !== null && madeAt !== null && site.file === madeAt.file && site.line === madeAt.line
  if (madeAt !== null && !isNamed) evidence.push(`made at ${showPlace(madeAt, cwd)}`)
  if (made?.test) evidence.push(`made during ${made.test}`)
  if (waitsAt !== null) evidence.push(`is now at ${showPlace(waitsAt, cwd)} in ${waitsAt.function}`)
  const shown = waitsAt === null && made !== null ? made.frames : stack
  return {
    id: `python:${subject.key.pid}:${draft.id}`,
    process: subject.key,
    source: 'python',
    kind: draft.kind,
    summary: draft.summary,
    site: site === null ? null : { file: site.file, line: site.line, column: null, function: site.function },
    stack: toStack(shown),
    confidence: draft.confidence,
    holdsProcess: draft.holds,
    fix: draft.fix,
    thread: draft.thread ?? null,
    resource: {
      type: draft.type,
      ref: draft.holds,
      ageMs: made?.ageMs ?? null,
      willEndInMs: draft.willEndInMs ?? null,
      details: draft.details ?? {},
    },
    testFile: testFileOf(made?.test ?? null),
    evidence,
    // Dropping a wait frees whoever waits; it does not release a lock.
    release: draft.holds && draft.kind !== 'lock' ? releaseHandle(subject) : null,
  }
}

/** Only a wait inside the exit can be dropped without changing the verdict, and never under a debugger. */
function releaseHandle(subject: Subject): ReleaseHandle | null {
  const debugging = subject.main?.waits.some((wait) => wait.what === 'debugger' || wait.what === 'prompt')
  return subject.exiting && !debugging ? { gentleness: 'interrupt', token: String(subject.key.pid) } : null
}

/** Does the OS see this thread running rather than waiting? */
export function isBusy(subject: Subject, thread: PythonThread): boolean {
  const seen = subject.detail?.threads.find((each) => each.tid === thread.nativeId)
  return seen?.state === 'running'
}

export function nameThread(thread: PythonThread): string {
  return thread.name ?? `thread ${thread.ident}`
}
