import type { Report } from '../core/report/model.js'
import { formatMs } from '../core/words/numbers.js'
import { describeStep } from './text/ladder.js'

/** A stretch of the run. Without a finish there is only `run`. */
export interface Phase {
  readonly name: 'tests' | 'teardown' | 'run'
  readonly startMs: number
  readonly endMs: number
}

/** Something that happened at one instant of the run. */
export interface Mark {
  readonly kind: 'finish' | 'commandExit' | 'diagnosed' | 'release' | 'signal'
  readonly atMs: number
  readonly label: string
}

export interface Timeline {
  /** Where the picture ends: the end of the run, or the last thing that happened. */
  readonly totalMs: number
  readonly phases: readonly Phase[]
  /** In the order of time. */
  readonly marks: readonly Mark[]
}

/** The run as stretches and instants, for every face that draws time. */
export function layTimeline(report: Report): Timeline {
  const marks = collectMarks(report)
  const ends = report.processes.map((process) => process.endedAtMs ?? 0)
  const totalMs = [...marks.map((mark) => mark.atMs), ...ends].reduce((a, b) => Math.max(a, b), report.timing.totalMs)
  const finishMs = report.tests.finish?.atMs
  const phases: Phase[] =
    finishMs === undefined
      ? [{ name: 'run', startMs: 0, endMs: totalMs }]
      : [
          { name: 'tests', startMs: 0, endMs: finishMs },
          { name: 'teardown', startMs: finishMs, endMs: Math.max(finishMs, totalMs) },
        ]
  return { totalMs, phases, marks }
}

function collectMarks(report: Report): Mark[] {
  const marks: Mark[] = []
  const finish = report.tests.finish
  if (finish !== null) {
    marks.push({ kind: 'finish', atMs: finish.atMs, label: `tests finished at ${formatMs(finish.atMs)}` })
    const after = report.timing.diagnosedAfterMs
    if (after !== null) {
      marks.push({
        kind: 'diagnosed',
        atMs: finish.atMs + after,
        label: `suspects named ${formatMs(after)} after finish`,
      })
    }
  }
  const command = report.processes.find((process) => process.role === 'command')
  if (command?.endedAtMs != null) {
    marks.push({
      kind: 'commandExit',
      atMs: command.endedAtMs,
      label: `the command exited at ${formatMs(command.endedAtMs)}`,
    })
  }
  for (const step of report.ladder.steps) marks.push({ kind: step.step, atMs: step.atMs, label: describeStep(step) })
  return marks.sort((a, b) => a.atMs - b.atMs)
}
