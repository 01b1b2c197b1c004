import type { PythonFrame, PythonThread } from '../answer.js'
import { findUserFrame } from '../frames.js'
import { type Draft, nameThread, type Subject } from './draft.js'
import { FIXES } from './fixes.js'

/**
 * Code that runs while the interpreter takes itself apart: a `__del__`, or a generator that is closed because nobody
 * refers to it any more. Daemon threads are frozen by then, so a wait for one never ends.
 */
export function draftFinalizer(
  subject: Subject,
  main: PythonThread,
  common: Pick<Draft, 'id' | 'holds' | 'type'> & Partial<Draft>,
): Draft | null {
  const ownFrame = findUserFrame(main.stack, subject.cwd)
  if (ownFrame !== null) {
    const summary = `${ownFrame.function} runs while the interpreter shuts down, and does not return`
    return { ...common, kind: 'atexit', summary, confidence: 'certain', fix: FIXES.finalizer }
  }
  const outermost = main.stack.at(-1)
  if (outermost === undefined) return null
  const frozen = findFrozenThread(subject, main)
  const summary = `${outermost.function} is cleaned up only while the interpreter shuts down, and does not return`
  if (frozen === undefined) return { ...common, kind: 'atexit', summary, confidence: 'likely', fix: FIXES.finalizer }
  const loop = subject.answer.loops.find((each) => each.thread === frozen.ident)
  return {
    ...common,
    kind: loop === undefined ? 'thread' : 'asyncio-task',
    summary: `${summary}: it waits for thread "${nameThread(frozen)}", which is frozen by then`,
    made: frozen.started,
    confidence: 'likely',
    fix: main.stack.some((frame) => frame.function === 'start_blocking_portal') ? FIXES.portal : FIXES.finalizer,
    thread: nameThread(frozen),
  }
}

/** The other thread that was started from, or runs, the same installed package as the code that waits. */
function findFrozenThread(subject: Subject, main: PythonThread): PythonThread | undefined {
  const packages = packagesOf(main.stack)
  return subject.answer.threads.find((thread) => {
    if (thread.main || thread.started === null) return false
    return packagesOf([...thread.started.frames, ...thread.stack]).some((name) => packages.includes(name))
  })
}

function packagesOf(frames: readonly PythonFrame[]): readonly string[] {
  return frames
    .map((frame) => /[/\\](?:site|dist)-packages[/\\]([^/\\]+)/.exec(frame.file)?.[1])
    .filter((name) => name !== undefined)
}
