import type { Finding } from '../../../core/suspects/finding.js'
import type { PythonLoop, PythonTask, PythonThread } from '../answer.js'
import { findUserFrame, showPlace } from '../frames.js'
import { makeFinding, nameThread, type Subject } from './draft.js'
import { FIXES } from './fixes.js'
import { describeWait, draftThread } from './threads.js'

/** Tasks named of one loop: more than a reader looks at. */
const TASKS_SHOWN = 8

export interface LoopFindings {
  readonly findings: readonly Finding[]
  /** Threads that these findings explain. */
  readonly threads: ReadonlySet<number>
}

/** Event loops on threads that hold the process: the thread that runs one, and the tasks that wait on it. */
export function explainLoops(subject: Subject): LoopFindings {
  const findings: Finding[] = []
  const threads = new Set<number>()
  for (const loop of subject.answer.loops) {
    const thread = subject.answer.threads.find((each) => each.ident === loop.thread)
    if (thread === undefined || !(subject.held.has(thread.ident) || thread.main)) continue
    if (!thread.main) {
      findings.push(explainLoopThread(subject, loop, thread))
      threads.add(thread.ident)
    }
    findings.push(...explainTasks(subject, loop, thread))
  }
  return { findings, threads }
}

/** trio has no loop object: its tasks are what a run waits for. */
export function explainTrio(subject: Subject): readonly Finding[] {
  return subject.answer.trio
    .filter((task) => findUserFrame(task.stack, subject.cwd) !== null)
    .filter((task) => subject.held.has(task.thread ?? 0) || task.thread === subject.main?.ident)
    .slice(0, TASKS_SHOWN)
    .map((task, index) =>
      makeFinding(subject, {
        id: `trio:${task.name}:${index}`,
        kind: 'asyncio-task',
        summary: `trio task ${task.name} never ends`,
        made: task.created,
        stack: task.stack,
        confidence: 'likely',
        holds: true,
        fix: FIXES.trioTask,
        type: 'trio.Task',
      }),
    )
}

function explainLoopThread(subject: Subject, loop: PythonLoop, thread: PythonThread): Finding {
  const portal = thread.stack.concat(thread.job?.site ?? []).some((frame) => /anyio/.test(frame.file))
  const pending = loop.tasks.length
  const draft = draftThread(subject, thread)
  const until = thread.waits.some((wait) => wait.what === 'loop-until')
  return makeFinding(subject, {
    ...draft,
    kind: pending > 0 ? 'asyncio-task' : 'thread',
    summary:
      `Thread "${nameThread(thread)}" runs an event loop ${until ? 'until a task ends that never does' : 'that nobody stops'}` +
      (pending > 0 ? ` (${pending} ${pending === 1 ? 'task' : 'tasks'} pending)` : ''),
    fix: portal ? FIXES.portal : until ? FIXES.task : FIXES.loopThread,
    evidence: describeWait(subject, thread),
    details: { loop: loop.type, tasks: pending },
  })
}

function explainTasks(subject: Subject, loop: PythonLoop, thread: PythonThread): readonly Finding[] {
  const until = thread.waits.find((wait) => wait.what === 'loop-until')?.future ?? null
  const cancelling = thread.stack.some((frame) => frame.function === '_cancel_all_tasks')
  return loop.tasks
    .filter((task) => findUserFrame(task.created?.frames ?? [], subject.cwd) ?? findUserFrame(task.stack, subject.cwd))
    .map((task) => ({ task, holds: cancelling ? true : task.id === until }))
    .sort((a, b) => Number(b.holds) - Number(a.holds))
    .slice(0, TASKS_SHOWN)
    .map(({ task, holds }) => explainTask(subject, task, holds, cancelling))
}

function explainTask(subject: Subject, task: PythonTask, holds: boolean, cancelling: boolean): Finding {
  const evidence: string[] = []
  if (task.waitsFor !== null) evidence.push(`waits for ${task.waitsFor}`)
  const leaf = findUserFrame(task.stack, subject.cwd)
  if (leaf !== null && task.endsInMs !== null) evidence.push(`sleeps at ${showPlace(leaf, subject.cwd)}`)
  return makeFinding(subject, {
    id: `task:${task.id}`,
    kind: 'asyncio-task',
    summary: cancelling
      ? `asyncio task ${task.name} (${task.coro ?? 'coroutine'}) was cancelled and goes on`
      : `asyncio task ${task.name} (${task.coro ?? 'coroutine'}) is pending`,
    made: task.created,
    stack: task.stack,
    confidence: holds ? 'certain' : 'likely',
    holds,
    fix: cancelling ? FIXES.cancelledTask : FIXES.task,
    type: 'asyncio.Task',
    details: { name: task.name },
    evidence,
  })
}
