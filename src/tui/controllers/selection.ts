import type { ReportSuspect } from '../../core/report/model.js'
import type { ProcessKey } from '../../core/tree/sample.js'
import { findLivingByPid } from '../../core/tree/tree-state.js'
import { settleSelection } from '../contexts/list.js'
import { listProcesses, type ProcessRow } from '../contexts/processes.js'
import { listSuspects, type SuspectRow } from '../contexts/suspects.js'
import { shownFrames } from '../views/detail.js'
import type { Desk } from './desk.js'

/** Is the person looking at a process rather than at a suspect? */
export function looksAtProcess({ ui }: Desk): boolean {
  return ui.focus === 'processes' || (ui.focus === 'detail' && ui.detailOf === 'processes')
}

export function selectedSuspect(desk: Desk): SuspectRow | null {
  const rows = listSuspects(desk.shown(), desk.ui.suspects.filter)
  return rows[settleSelection(desk.ui.suspects, rows)] ?? null
}

export function selectedProcess(desk: Desk): ProcessRow | null {
  const { order, filter } = desk.ui.processes
  const rows = listProcesses(desk.shown(), order, filter)
  return rows[settleSelection(desk.ui.processes, rows)] ?? null
}

/** Whom a signal is for: the selected process, or the process of the selected suspect. Null when it has gone. */
export function selectedTarget(desk: Desk): ProcessKey | null {
  if (looksAtProcess(desk)) return selectedProcess(desk)?.target ?? null
  const row = selectedSuspect(desk)
  const state = desk.shown().live?.state
  if (row === null || state === undefined) return null
  if (row.finding !== null) return { pid: row.finding.process.pid, startId: row.finding.process.startId }
  const member = findLivingByPid(state.tree, row.suspect.process.pid)
  return member === null ? null : { pid: member.pid, startId: member.startId }
}

/** The line a person has before them: the chosen frame in the close look, else the suspect's own. */
export function selectedPlace(desk: Desk): { readonly file: string; readonly line: number } | null {
  if (looksAtProcess(desk)) return placeOfProcess(desk)
  const row = selectedSuspect(desk)
  if (row === null) return null
  return desk.ui.focus === 'detail' ? (shownFrames(row.suspect)[desk.ui.detail.frame] ?? null) : row.suspect.site
}

/** The line of the first suspect that holds the selected process. */
function placeOfProcess(desk: Desk): ReportSuspect['site'] {
  const row = selectedProcess(desk)
  const suspect = desk.shown().report.suspects.find((one) => one.process.pid === row?.process.pid && one.site !== null)
  return suspect?.site ?? null
}
