import { LIMITS } from '../../limits.js'
import type { TestLine } from '../formats/format.js'
import type { Run } from './run.js'

/** Tests with a line for their begin and one for their end: what is printed in between may be another run's. */
export function openTest(run: Run, name: string): Run {
  if (run.openTests.length >= LIMITS.openTestsMax) return run
  const { seen, passed, failed, skipped } = run
  return { ...run, openTests: [...run.openTests, { name, before: { seen, passed, failed, skipped }, hasInner: false }] }
}

/** An inner summary has come: the results since the open tests began may be of an inner run. */
export function markInner(run: Run): Run {
  if (run.openTests.length === 0) return run
  return { ...run, openTests: run.openTests.map((test) => ({ ...test, hasInner: true })) }
}

/** The test `name` has ended. If an inner run was inside it, only its own result counts. */
export function closeTest(before: Run, counted: Run, test: TestLine): Run {
  const at = before.openTests.findLastIndex((open) => open.name === test.name)
  const opened = before.openTests[at]
  if (opened === undefined) return counted
  if (!opened.hasInner) return { ...counted, openTests: before.openTests.filter((_, index) => index !== at) }
  return {
    ...counted,
    ...opened.before,
    seen: opened.before.seen + 1,
    passed: opened.before.passed + (test.result === 'passed' ? 1 : 0),
    failed: opened.before.failed + (test.result === 'failed' ? 1 : 0),
    skipped: opened.before.skipped + (test.result === 'skipped' ? 1 : 0),
    openTests: before.openTests.slice(0, at),
  }
}
