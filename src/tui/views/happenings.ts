import type { Report } from '../../core/report/model.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import type { Snapshot } from '../snapshot.js'

/** One thing that happened to the run, as the report has it. */
export interface Happening {
  readonly atMs: number
  readonly text: string
}

/** What was done to the run and what came of it, oldest first: releases, signals, processes that ended, the exit. */
export function listHappenings({ report, live }: Snapshot): readonly Happening[] {
  const happenings: Happening[] = report.ladder.steps.map((step) => ({
    atMs: step.atMs,
    text:
      step.step === 'release'
        ? `let go inside ${tellPids(step.pids)}`
        : `${step.signal ?? 'signal'} sent to ${tellPids(step.pids)}`,
  }))
  const firstStepAtMs = report.ladder.steps[0]?.atMs ?? Number.POSITIVE_INFINITY
  const ended = report.processes.filter((process) => process.endedAtMs !== null && process.endedAtMs >= firstStepAtMs)
  for (const { pid, endedAtMs, command } of ended) {
    happenings.push({ atMs: endedAtMs!, text: `${pid} ${(command[0] ?? '').split('/').at(-1)} has ended` })
  }
  const exit = live?.state.command.exit
  if (exit != null)
    happenings.push({
      atMs: exit.atMs,
      text: `the command exited with ${exit.signal ?? `code ${exit.code ?? 'unknown'}`}`,
    })
  return happenings.sort((a, b) => a.atMs - b.atMs)
}

/** The newest of them in one line, with what it did to the suspects. */
export function tellNewest(snapshot: Snapshot): string {
  const happenings = listHappenings(snapshot)
  const newest = happenings.slice(-3)
  if (newest.length === 0) return tellWarnings(snapshot.report)
  const told = newest.map(({ atMs, text }) => `${formatMs(atMs)} ${text}`).join('; ')
  const proved = snapshot.report.suspects.filter((suspect) => suspect.confidence === 'proved').length
  return proved === 0 ? told : `${told}; ${formatCount(proved, 'suspect')} proved`
}

function tellWarnings({ warnings }: Report): string {
  const last = warnings.at(-1)
  return last === undefined ? '' : `warning: ${last.message}`
}

function tellPids(pids: readonly number[]): string {
  return pids.length <= 3 ? pids.join(', ') : `${pids.length} processes`
}
