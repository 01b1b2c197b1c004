import { LIMITS } from '../../limits.js'
import type { Facts, Format, Line, Rule, TestLine } from '../formats/format.js'
import { addCounts, countsOfRun, judgeRun, verdictOf, worseVerdict } from './judge.js'
import { closeTest, markInner, openTest } from './named-tests.js'
import { announcedFacts, isEvident, newRun, type Run, reopenRun, showsItself, viewRun } from './run.js'

/** All runs seen so far, oldest first. */
export type Runs = readonly Run[]

/** What a matched line does to the runs. Pure; returns the same value when nothing changed. */
export function followLine(
  runs: Runs,
  lane: string,
  format: Format,
  rule: Rule,
  groups: readonly string[],
  line: Line,
): Runs {
  const after = applyRule(runs, lane, format, rule, groups, line)
  const open = format.completes === undefined || after === runs ? -1 : findOpen(after, lane, format)
  const facts = open < 0 ? null : format.completes!(viewRun(after[open]!))
  return facts === null ? after : complete(after, lane, format, facts, line.text)
}

function applyRule(runs: Runs, lane: string, format: Format, rule: Rule, groups: readonly string[], line: Line): Runs {
  const open = findOpen(runs, lane, format)
  const target = open >= 0 ? runs[open]! : findLast(runs, lane, format)
  const read = rule.read?.(groups, viewRun(target ?? newRun(format, lane, false)), line)
  if (read === null) return runs
  const facts = (read ?? {}) as Facts
  const test = (read ?? {}) as TestLine
  switch (rule.role) {
    case 'start':
      return startRun(runs, lane, format, facts)
    case 'open':
      return startTest(runs, lane, format, test.name ?? '')
    case 'test':
      return countTest(runs, lane, format, test)
    case 'part':
      return addPart(runs, lane, format, facts)
    case 'end':
      return complete(runs, lane, format, facts, line.text)
    case 'after':
      return open < 0 ? amend(runs, lane, format, facts, line.text) : addPart(runs, lane, format, facts)
    case 'details':
      return changeAt(runs, lastIndex(runs, lane, format), (run) => ({ ...run, isInDetails: true }))
    case 'boundary':
      return runs.some((run) => run.summary !== null && !run.isSettled) ? runs.map(settle) : runs
    case 'watch':
      return runs
  }
}

const settle = (run: Run): Run => (run.summary === null ? run : { ...run, isSettled: true })

/**
 * A header. The run before it, if complete, was real; if it is still open, this one runs inside it, unless the two
 * are the halves of one header.
 */
function startRun(runs: Runs, lane: string, format: Format, facts: Facts): Runs {
  const at = findOpen(runs, lane, format)
  const top = runs[at]
  const isFresh = top !== undefined && at === runs.length - 1 && top.seen === 0 && top.openTests.length === 0
  if (isFresh && isSameHeader(top, facts))
    return changeAt(runs, at, (run) => ({ ...run, hasHeader: true, facts: { ...run.facts, ...facts } }))
  return push(runs, { ...newRun(format, lane, true), facts })
}

/** The other half of a header (cargo's `Running …` and `running 4 tests`), or the very same line once more. */
function isSameHeader(run: Run, facts: Facts): boolean {
  const [before, now] = [Object.entries(run.facts), Object.entries(facts)]
  if (before.length === 0) return !run.hasHeader || now.length > 0
  return before.length === now.length && now.every(([key, value]) => run.facts[key as keyof Facts] === value)
}

function startTest(runs: Runs, lane: string, format: Format, name: string): Runs {
  const lastAt = lastIndex(runs, lane, format)
  if (runs[lastAt]?.summary?.isDoubtful === true) return changeAt(runs, lastAt, (run) => openTest(reopenRun(run), name))
  return changeAt(...ensureOpen(runs, lane, format), (run) => openTest(run, name))
}

function countTest(runs: Runs, lane: string, format: Format, test: TestLine): Runs {
  const at = findOpen(runs, lane, format)
  if (at >= 0) {
    const own = dropComplete(runs, at)
    const outer = changeAt(own, at, (run) => addTest(run, test))
    return dropContained(outer, at, test)
  }
  const lastAt = lastIndex(runs, lane, format)
  const last = runs[lastAt]
  if (last === undefined || last.isSettled || test.isFirst === true)
    return push(runs, addTest(newRun(format, lane, false), test))
  if (last.summary !== null && isRelisted(last, test))
    return changeAt(runs, lastAt, (run) => ({ ...run, relisted: run.relisted + (test.count ?? 1) }))
  if (isContinued(last, test))
    return changeAt(dropComplete(runs, lastAt), lastAt, (run) => addTest(reopenRun(run), test))
  const next = addTest(newRun(format, lane, false), test)
  return push(runs, { ...next, seen: next.seen + last.relisted })
}

const isRelisted = (run: Run, test: TestLine): boolean =>
  test.result === undefined ? run.isInDetails : (run.format.relists ?? []).some((kind) => kind === test.result)

/**
 * A test line after a summary: does the summarised run go on (the summary was printed by a test or by a run inside
 * one), or has a new run begun? It goes on when the summary was doubtful, when new runs would have had a header, or
 * when this very test took as long as the whole summarised run and little more.
 */
function isContinued(run: Run, test: TestLine): boolean {
  const summary = run.summary
  if (summary === null || summary.isDoubtful) return true
  if (run.format.announces === 'blankLines') return true
  if (run.format.announces === 'header') return run.hasHeader
  return isInside(summary.facts.tookMs, test.tookMs)
}

function addTest(run: Run, test: TestLine): Run {
  const count = test.count ?? 1
  const counted: Run = {
    ...run,
    seen: run.seen + count,
    isShown: run.isShown || test.isWeak !== true,
    passed: run.passed + (test.result === 'passed' ? count : 0),
    failed: run.failed + (test.result === 'failed' ? count : 0),
    skipped: run.skipped + (test.result === 'skipped' ? count : 0),
    facts: { ...keptFacts(run.facts), ...test.facts },
  }
  return test.name === undefined ? counted : closeTest(run, counted, test)
}

/** Parts of a summary that tests follow were printed by a test; verdict marks and what was announced stay. */
function keptFacts(facts: Facts): Facts {
  for (const key in facts) if (SUMMARY_KEYS.has(key)) return dropKeys(facts)
  return facts
}

const SUMMARY_KEYS = new Set([
  'passed',
  'failed',
  'skipped',
  'errors',
  'total',
  'units',
  'failedUnits',
  'tookMs',
  'isPassed',
  'isEmpty',
])

function dropKeys(facts: Facts): Facts {
  return Object.fromEntries(Object.entries(facts).filter(([key]) => !SUMMARY_KEYS.has(key)))
}

function addPart(runs: Runs, lane: string, format: Format, facts: Facts): Runs {
  return changeAt(...ensureOpen(runs, lane, format), (run) => ({ ...run, facts: { ...run.facts, ...facts } }))
}

/** The summary is complete: which run is it of, and is it to be believed? */
function complete(runs: Runs, lane: string, format: Format, facts: Facts, line: string): Runs {
  const at = believingRun(runs, lane, format, facts)
  if (at < 0) return complete(push(runs, newRun(format, lane, false)), lane, format, facts, line)
  const run = runs[at]!
  const whole = { ...run.facts, ...facts, ...worst(run.facts, facts) }
  const isDoubtful = format.doubt?.(whole, viewRun(run)) ?? false
  const done: Run = { ...markInner(run), summary: { facts: whole, line, isDoubtful } }
  if (!isEvident(run) && showsItself(format)) return addUnsupported(runs, at, done)
  return absorb(
    dropFakes(
      changeAt(dropInside(runs, at), at, () => done),
      done,
    ),
    done,
  )
}

/**
 * Good news without any sign of its own run, printed before this summary: another runner's, when this one has shown
 * itself, or the same runner's, when it never prints two. Bad news is kept, whoever printed it.
 */
function dropFakes(runs: Runs, done: Run): Runs {
  const isShown = isSupported(done)
  const isFake = (run: Run) =>
    run !== done &&
    run.lane === done.lane &&
    run.summary !== null &&
    !run.isSettled &&
    !isSupported(run) &&
    verdictOf(run) !== 'failed' &&
    (run.format === done.format ? done.format.isSingle === true : isShown && showsItself(run.format))
  return runs.some(isFake) ? runs.filter((run) => !isFake(run)) : runs
}

function isSupported(run: Run): boolean {
  return isEvident(run) || run.summary?.facts.hasFrame === true
}

function absorb(runs: Runs, done: Run): Runs {
  const absorbed = done.format.absorbs
  if (absorbed === undefined) return runs
  return runs.filter(
    (run) => run === done || run.isSettled || run.lane !== done.lane || !absorbed.includes(run.format.name),
  )
}

/** Failures that were printed before the line that completes the summary are not wiped out by a zero in it. */
function worst(before: Facts, facts: Facts): Facts {
  const failed = Math.max(before.failed ?? 0, facts.failed ?? 0)
  const errors = Math.max(before.errors ?? 0, facts.errors ?? 0)
  return { ...(failed > 0 ? { failed } : {}), ...(errors > 0 ? { errors } : {}) }
}

/** The innermost open run whose evidence agrees with the summary; else the innermost open one. */
function believingRun(runs: Runs, lane: string, format: Format, facts: Facts): number {
  const innermost = findOpen(runs, lane, format)
  if (format.doubt === undefined) return innermost
  for (let at = innermost; at >= 0; at--) {
    const run = runs[at]!
    if (run.lane !== lane || run.format !== format || run.summary !== null) continue
    if (!format.doubt({ ...run.facts, ...facts }, viewRun(run))) return at
  }
  return innermost
}

/**
 * A summary out of nowhere: no header, no test line. After another one of the same runner it takes its place, for the
 * last summary of a run is its own; only a failure is never replaced by something better.
 */
function addUnsupported(runs: Runs, at: number, done: Run): Runs {
  const before = lastIndex(runs.slice(0, at), done.lane, done.format)
  const previous = runs[before]
  const relisted = previous?.relisted ?? 0
  const supported = { ...done, seen: relisted }
  const isFramed = done.summary?.facts.hasFrame === true && previous !== undefined && !isEvident(previous)
  if (previous === undefined || previous.isSettled || isFramed) return changeAt(runs, at, () => done)
  if (relisted > 0 && !(done.format.doubt?.(done.summary!.facts, viewRun(supported)) ?? false))
    return changeAt(runs, at, () => ({ ...supported, summary: { ...done.summary!, isDoubtful: false } }))
  const without = runs.filter((_, index) => index !== at)
  if (previous.summary === null || previous.summary.isDoubtful || !isEvident(previous))
    return changeAt(without, before, (run) => replaceSummary(run, done))
  const isBetter = judgeRun(done.format, done.summary!.facts) !== 'failed' && verdictOf(previous) === 'failed'
  return isBetter ? without : changeAt(without, before, (run) => replaceSummary(run, done))
}

function replaceSummary(run: Run, done: Run): Run {
  const announced = announcedFacts(run.facts)
  const facts = { ...announced, ...done.summary!.facts }
  const isDoubtful = run.format.doubt?.(facts, viewRun(run)) ?? false
  return { ...run, facts: { ...announced, ...done.facts }, summary: { facts, line: done.summary!.line, isDoubtful } }
}

/** Something after the summary corrects it. */
function amend(runs: Runs, lane: string, format: Format, facts: Facts, line: string): Runs {
  return changeAt(runs, lastIndex(runs, lane, format), (run) => {
    const summary = run.summary
    if (summary === null || run.folded !== null) return run
    const whole = { ...summary.facts, ...facts }
    const isDoubtful = format.doubt?.(whole, viewRun(run)) ?? false
    const isSame = Object.entries(facts).every(([key, value]) => summary.facts[key as keyof Facts] === value)
    const isMark = isSame || facts.isFailed === true || Object.keys(facts).every((key) => key.startsWith('has'))
    return { ...run, summary: { facts: whole, line: isMark ? summary.line : line, isDoubtful } }
  })
}

/** Runs that came after the one at `at`, in its lane, ran inside it: a wrapper keeps them, a test of a runner does not. */
function dropInside(runs: Runs, at: number): Runs {
  const outer = runs[at]!
  const isInside = (run: Run, index: number) =>
    index > at && !run.isSettled && (run.lane === outer.lane || run.lane === '' || outer.format.owns === true)
  if (outer.format.wraps === true)
    return runs.some((run, index) => index > at && !run.isSettled)
      ? runs.map((run, index) => (index > at ? settle(run) : run))
      : runs
  return runs.some(isInside) ? runs.filter((run, index) => !isInside(run, index)) : runs
}

/**
 * Without headers a run inside a test looks like a run before. If the first test that is timed took as long as the
 * run above it and little more, that run was inside the test.
 */
function dropContained(runs: Runs, at: number, test: TestLine): Runs {
  const run = runs[at]!
  const inner = runs.findLastIndex((old, index) => index < at && old.lane === run.lane && old.format === run.format)
  const summary = runs[inner]?.summary
  if (run.hasHeader || run.seen > 1 || run.format.announces !== undefined || runs[inner]?.isSettled !== false)
    return runs
  return isInside(summary?.facts.tookMs, test.tookMs) ? runs.filter((_, index) => index !== inner) : runs
}

function isInside(innerMs: number | undefined, testMs: number | undefined): boolean {
  if (innerMs === undefined || testMs === undefined || innerMs === 0) return false
  return testMs >= innerMs && testMs <= 2 * innerMs + RUNNER_START_MS
}

/** A runner takes a while to start before its own clock does. */
const RUNNER_START_MS = 3_000

/** A test line of an outer run: summaries that came since were printed inside it. */
function dropComplete(runs: Runs, at: number): Runs {
  const { lane, format, hasHeader } = runs[at]!
  const isInner = (run: Run, index: number) =>
    index > at && run.summary !== null && !run.isSettled && run.lane === lane && (hasHeader || run.format === format)
  return format.wraps !== true && runs.some(isInner) ? runs.filter((run, index) => !isInner(run, index)) : runs
}

function ensureOpen(runs: Runs, lane: string, format: Format): [Runs, number] {
  const at = findOpen(runs, lane, format)
  if (at >= 0) return [runs, at]
  const added = push(runs, newRun(format, lane, false))
  return [added, added.length - 1]
}

function push(runs: Runs, run: Run): Runs {
  return runs.length < LIMITS.runnerRunsMax ? [...runs, run] : [...foldOldest(runs), run]
}

/** The two oldest complete runs become one that stands for both; with none complete the oldest is forgotten. */
function foldOldest(runs: Runs): Runs {
  const first = runs.findIndex((run) => run.summary !== null)
  const second = runs.findIndex((run, index) => index > first && run.summary !== null)
  if (first < 0 || second < 0) return runs.slice(1)
  const [a, b] = [runs[first]!, runs[second]!]
  const folded = {
    verdict: worseVerdict(verdictOf(a), verdictOf(b)),
    counts: addCounts([countsOfRun(a), countsOfRun(b)]),
  }
  return runs.filter((_, index) => index !== second).map((run) => (run === a ? { ...a, isSettled: true, folded } : run))
}

export function findOpen(runs: Runs, lane: string, format: Format): number {
  for (let at = runs.length - 1; at >= 0; at--) {
    const run = runs[at]!
    if (run.format === format && run.lane === lane && run.summary === null) return at
  }
  return -1
}

function lastIndex(runs: Runs, lane: string, format: Format): number {
  for (let at = runs.length - 1; at >= 0; at--) if (runs[at]!.format === format && runs[at]!.lane === lane) return at
  return -1
}

function findLast(runs: Runs, lane: string, format: Format): Run | undefined {
  return runs[lastIndex(runs, lane, format)]
}

function changeAt(runs: Runs, at: number, change: (run: Run) => Run): Runs {
  const run = runs[at]
  if (run === undefined) return runs
  const changed = change(run)
  return changed === run ? runs : runs.map((old, index) => (index === at ? changed : old))
}
