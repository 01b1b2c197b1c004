import type { Finding, SuspectKind } from '../../../core/suspects/finding.js'
import type { PythonThread, PythonWait } from '../answer.js'
import { findUserFrame } from '../frames.js'
import { type Draft, isBusy, makeFinding, type Subject } from './draft.js'
import { draftFinalizer } from './finalization.js'
import { FIXES } from './fixes.js'
import { describeWait } from './threads.js'

/** Helpers that live as long as their parent: they hold nothing themselves. */
const HELPERS = /multiprocessing[/\\](resource_tracker|forkserver|managers|pool)\.py$/

/** What the main thread itself waits for, where that is not simply the end of other threads. */
export function explainMainThread(subject: Subject): readonly Finding[] {
  const { main } = subject
  if (main === null || main.stack.some((frame) => HELPERS.test(frame.file))) return []
  // A controller of pytest-xdist waits for its workers, and they speak for themselves.
  if (main.stack.some((frame) => /[/\\]xdist[/\\]/.test(frame.file)) && !findUserFrame(main.stack, subject.cwd))
    return []
  if (subject.exiting && main.waits.some((wait) => wait.what === 'shutdown')) return []
  const child = draftProcessWait(subject, main)
  // A child that the exit itself joins says it all; elsewhere the line that waits for it is worth naming too.
  const isExitJoin = child !== null && main.waits.some((wait) => wait.what === 'multiprocessing-exit')
  const drafts = isExitJoin ? [child] : [child, draftOwnWait(subject, main)]
  return drafts.filter((draft) => draft !== null).map((draft) => makeFinding(subject, draft))
}

/** A child that the main thread waits for: named by where it was started. */
function draftProcessWait(subject: Subject, main: PythonThread): Draft | null {
  const wait = main.waits.find((each) => each.what === 'process' || each.what === 'child')
  if (wait?.pid == null) return null
  const child = subject.answer.children.find((each) => each.pid === wait.pid)
  const multiprocessing = wait.what === 'process'
  const name = multiprocessing ? `Process "${wait.name ?? wait.pid}"` : `Child process ${wait.pid}`
  return {
    id: `child:${wait.pid}`,
    kind: multiprocessing ? 'multiprocessing' : 'child-process',
    summary: `${name}${child?.command ? ` (${child.command})` : ''} never ends and the main thread waits for it`,
    made: child?.created ?? null,
    stack: main.stack,
    confidence: 'certain',
    holds: true,
    fix: multiprocessing ? FIXES.multiprocessing : FIXES.child,
    type: multiprocessing ? 'multiprocessing.Process' : 'subprocess.Popen',
    details: { pid: wait.pid },
    evidence: describeWait(subject, main),
  }
}

/** The main thread's own line: in a callback at exit, at a prompt, or wherever it stands. */
function draftOwnWait(subject: Subject, main: PythonThread): Draft | null {
  const { callback, phase } = subject.answer
  const common = {
    id: 'main',
    stack: main.stack,
    holds: true,
    thread: main.name,
    type: 'MainThread',
    evidence: [...describeWait(subject, main), ...(subject.answer.test ? [`during ${subject.answer.test}`] : [])],
  } as const
  if (isAtPrompt(subject, main)) {
    return { ...common, kind: 'stdin', summary: 'Waits for input at a prompt', confidence: 'certain', fix: FIXES.stdin }
  }
  const ownFrame = findUserFrame(main.stack, subject.cwd)
  if (subject.origin !== null && !subject.exiting) return draftChildProgram(subject, main, common)
  if (phase === 'finalization') return draftFinalizer(subject, main, common)
  if (phase === 'atexit') {
    // A library's own callback: what it waits for is the finding, and importing the library is nobody's mistake.
    const own = callback?.registered?.frames[0]?.internal === false ? callback.registered : null
    const waitsForOther = main.waits.some((wait) => wait.thread !== null || wait.pid !== null)
    if (ownFrame === null && own === null && (waitsForOther || callback === null)) return null
    return {
      ...common,
      kind: 'atexit',
      made: ownFrame === null ? own : null,
      summary: `The callback at exit ${callback?.name ?? ownFrame?.function ?? ''} does not return`,
      confidence: waitsForOther ? 'likely' : 'certain',
      fix: FIXES.atexit,
    }
  }
  if (ownFrame === null && !HOLDERS.has(main.waits[0]?.what ?? '')) return null
  const busy = isBusy(subject, main)
  return {
    ...common,
    kind: busy ? 'busy-loop' : kindOfWait(main.waits),
    summary: busy
      ? 'The main thread computes without an end'
      : `The main thread waits${inFunction(ownFrame)} and does not go on`,
    confidence: 'likely',
    fix: busy ? FIXES.busy : FIXES.blocked,
  }
}

/** A program or a forked child that a test started: its own line matters less than the line that started it. */
function draftChildProgram(subject: Subject, main: PythonThread, common: Pick<Draft, 'id' | 'holds' | 'type'>): Draft {
  const { origin } = subject
  const multiprocessing = main.stack.some((frame) => /multiprocessing[/\\](process|spawn)\.py$/.test(frame.file))
  const name = origin?.command === 'fork' || origin == null ? '' : ` (${origin.command.slice(0, 80)})`
  return {
    ...common,
    kind: multiprocessing ? 'multiprocessing' : 'child-process',
    site: origin?.site ?? null,
    summary: `Child process ${subject.key.pid}${name} is still at work`,
    confidence: 'likely',
    fix: multiprocessing ? FIXES.multiprocessing : FIXES.child,
    type: multiprocessing ? 'multiprocessing.Process' : 'subprocess.Popen',
    details: { pid: subject.key.pid },
  }
}

function isAtPrompt(subject: Subject, main: PythonThread): boolean {
  if (main.waits.some((wait) => wait.what === 'debugger' || wait.what === 'prompt')) return true
  const seen = subject.detail?.threads.find((each) => each.tid === main.nativeId)
  if (seen?.fd === 0 && seen.syscall === 'read') return true
  // `input()` with readline waits in select, which names no descriptor; the line itself says what it does.
  return seen?.state !== 'running' && /\b(input|getpass)\s*\(|\bsys\.stdin\b/.test(main.source ?? '')
}

const HOLDERS = new Set(['condition', 'queue', 'thread', 'future', 'futures'])

function kindOfWait(waits: readonly PythonWait[]): SuspectKind {
  for (const wait of waits) {
    switch (wait.what) {
      case 'queue':
      case 'condition':
      case 'semaphore':
        continue // how something else waits: what is above it says more
      case 'thread':
        return 'thread'
      case 'future':
      case 'futures':
      case 'executor':
        return 'executor'
      case 'mp-queue':
      case 'connection':
      case 'feeder':
      case 'process':
        return 'multiprocessing'
      case 'child':
        return 'child-process'
      case 'loop':
      case 'loop-until':
        return 'asyncio-task'
      case 'socket':
        return 'tcp-socket'
      case 'server':
        return 'tcp-server'
      default:
    }
  }
  return 'lock'
}

function inFunction(frame: { readonly function: string } | null): string {
  return frame === null ? '' : ` in ${frame.function}`
}
