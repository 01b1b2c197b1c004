import type { Site, StackFrame } from '../../core/suspects/finding.js'
import type { PythonFrame, PythonRecord } from './answer.js'

/** Runner code: never a culprit, not even when nothing better is on the stack. */
const RUNNERS = /[/\\](_pytest|pluggy|pytest|xdist|execnet|pytest_asyncio|unittest|nose2|coverage|pytest_cov)[/\\]/

/**
 * The user's own frame of a stack (innermost first): the first below the working directory, else the first outside the
 * libraries. null when there is only library code.
 */
export function findUserFrame(frames: readonly PythonFrame[], cwd: string): PythonFrame | null {
  const own = frames.filter((frame) => !frame.internal && !frame.file.startsWith('<'))
  return own.find((frame) => isBelow(frame.file, cwd)) ?? own[0] ?? null
}

/** As findUserFrame, but a package that is installed (a project tested from site-packages) is better than nothing. */
export function findSite(frames: readonly PythonFrame[], cwd: string): Site | null {
  const frame = findUserFrame(frames, cwd) ?? frames.find((each) => isInstalledPackage(each.file)) ?? null
  return frame === null ? null : toSite(frame)
}

export function recordSite(record: PythonRecord | null, cwd: string): Site | null {
  return record === null ? null : findSite(record.frames, cwd)
}

export function toSite(frame: PythonFrame): Site {
  return { file: frame.file, line: frame.line, column: null, function: frame.function }
}

export function toStack(frames: readonly PythonFrame[]): readonly StackFrame[] {
  return frames.map((frame) => ({ ...toSite(frame), internal: frame.internal }))
}

/** `file:line`, relative to cwd where inside it: for the sentences of the evidence. */
export function showPlace(place: { readonly file: string; readonly line: number }, cwd: string): string {
  const prefix = cwd.endsWith('/') ? cwd : `${cwd}/`
  const file = place.file.startsWith(prefix) ? place.file.slice(prefix.length) : place.file
  return `${file}:${place.line}`
}

/** File of a pytest node id (`tests/test_a.py::test_b[1]`). */
export function testFileOf(test: string | null): string | null {
  if (test === null) return null
  const file = test.split('::', 1)[0] ?? ''
  return file.endsWith('.py') ? file : null
}

function isBelow(file: string, cwd: string): boolean {
  return file.startsWith(cwd.endsWith('/') ? cwd : `${cwd}/`)
}

function isInstalledPackage(file: string): boolean {
  return /[/\\](site|dist)-packages[/\\]/.test(file) && !RUNNERS.test(file)
}
