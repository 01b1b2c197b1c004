/** What runner adapters tell: kept for notes and answers, and written to the event log, sparingly. */
import activity = require('./activity.cjs')
import eventLog = require('./event-log.cjs')
import limits = require('./limits.cjs')
import natives = require('./natives.cjs')
import snapshots = require('./snapshots.cjs')

type Phase = 'file' | 'test' | 'hook'
type Verdict = 'passed' | 'failed' | 'none' | 'unknown'

interface Counts {
  readonly passed: number | null
  readonly failed: number | null
  readonly skipped: number | null
  readonly errors: number | null
}

let linesLeft = limits.activityLinesMax
let testWrittenAtMs = 0
let eachHookWrittenAtMs = 0
/** The start that was written last of what is only sometimes written: its end is written too. */
let written: string | null = null

function tellActivity(phase: Phase, state: 'started' | 'ended', file: string | null, name: string | null): void {
  const sinceMs = natives.now()
  activity.setActivity({ phase, state, file, name, sinceMs })
  if (phase === 'file' && state === 'ended') snapshots.take('fileEnded', file)
  if (linesLeft <= 0 || !eventLog.isOpen()) return
  if (!isWorthWriting(phase, state, `${phase} ${file} ${name}`, sinceMs)) return
  linesLeft--
  eventLog.append({
    type: 'testActivity',
    phase,
    state,
    file: file === null ? null : eventLog.cut(file),
    name: name === null ? null : eventLog.cut(name),
  })
}

/** Files and hooks around a whole file or suite always; what happens for every test, a few times a second. */
function isWorthWriting(phase: Phase, state: 'started' | 'ended', key: string, nowMs: number): boolean {
  const isForEachTest = phase === 'hook' && /^hook.*each/i.test(key)
  if (phase !== 'test' && !isForEachTest) return true
  if (state === 'ended') {
    const isOpen = key === written
    if (isOpen) written = null
    return isOpen
  }
  if (phase === 'test') {
    if (nowMs - testWrittenAtMs < limits.testActivityEveryMs) return false
    testWrittenAtMs = nowMs
  } else {
    if (nowMs - eachHookWrittenAtMs < limits.eachHookActivityEveryMs) return false
    eachHookWrittenAtMs = nowMs
  }
  written = key
  return true
}

function tellStarted(runner: string, worker: boolean): void {
  eventLog.append({ type: 'testsStarted', runner, worker })
}

function tellFinished(runner: string, worker: boolean, verdict: Verdict, counts: Counts): void {
  eventLog.append({ type: 'testsFinished', runner, worker, verdict, ...counts, exitStatus: null })
}

export = { tellActivity, tellStarted, tellFinished }
