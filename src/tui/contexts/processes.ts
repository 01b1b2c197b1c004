import type { ReportProcess } from '../../core/report/model.js'
import type { ProcessHistory } from '../../core/tree/history.js'
import { keyText, type Member } from '../../core/tree/member.js'
import type { ProcessKey } from '../../core/tree/sample.js'
import { formatCommand } from '../../core/words/command.js'
import type { Snapshot } from '../snapshot.js'

export type ProcessOrder = 'tree' | 'CPU' | 'memory' | 'age'

export const PROCESS_ORDERS: readonly ProcessOrder[] = ['tree', 'CPU', 'memory', 'age']

export interface ProcessRow {
  readonly key: string
  readonly process: ReportProcess
  /** Whom a signal would go to; null in a saved report. */
  readonly target: ProcessKey | null
  readonly member: Member | null
  readonly history: ProcessHistory | null
  /** One entry a level above it: has that ancestor further children below? The last one is its own. */
  readonly branches: readonly boolean[]
}

/** The processes of a run in the wanted order. A filter keeps the ancestors of what it finds, so that the tree stays one. */
export function listProcesses(snapshot: Snapshot, order: ProcessOrder, filter: string): readonly ProcessRow[] {
  const rows = snapshot.report.processes.map((process) => toRow(process, snapshot))
  const wanted = keepMatches(rows, filter.toLowerCase(), order === 'tree')
  switch (order) {
    case 'tree':
      return arrangeTree(wanted)
    case 'CPU':
      return [...wanted].sort((a, b) => aliveFirst(a, b) || b.process.cpuPercent - a.process.cpuPercent)
    case 'memory':
      return [...wanted].sort((a, b) => aliveFirst(a, b) || b.process.rssBytes - a.process.rssBytes)
    case 'age':
      return [...wanted].sort((a, b) => aliveFirst(a, b) || a.process.startedAtMs - b.process.startedAtMs)
  }
}

function toRow(process: ReportProcess, { live }: Snapshot): ProcessRow {
  const key = `${process.pid}@${process.startedAtMs}`
  if (live === null) return { key, process, target: null, member: null, history: null, branches: [] }
  const { living, ended } = live.state.tree
  const isSame = (member: Member) =>
    member.pid === process.pid && Math.round(member.startedAtMs) === process.startedAtMs
  const member = [...living.values()].find(isSame) ?? ended.findLast(isSame) ?? null
  const target = member === null || member.endedAtMs !== null ? null : { pid: member.pid, startId: member.startId }
  const history = member === null ? null : (live.history.get(keyText(member)) ?? null)
  return { key, process, target, member, history, branches: [] }
}

function aliveFirst(a: ProcessRow, b: ProcessRow): number {
  return Number(a.process.endedAtMs !== null) - Number(b.process.endedAtMs !== null)
}

function keepMatches(rows: readonly ProcessRow[], wanted: string, withAncestors: boolean): readonly ProcessRow[] {
  if (wanted === '') return rows
  const found = rows.filter(({ process }) =>
    `${process.pid} ${formatCommand(process.command)}`.toLowerCase().includes(wanted),
  )
  if (!withAncestors) return found
  const kept = new Set(found)
  for (const row of found) {
    for (let up = parentOf(row, rows); up !== null && !kept.has(up); up = parentOf(up, rows)) kept.add(up)
  }
  return rows.filter((row) => kept.has(row))
}

/** The newest process with that pid that was there when this one began. */
function parentOf(row: ProcessRow, rows: readonly ProcessRow[]): ProcessRow | null {
  const { ppid, startedAtMs, pid } = row.process
  if (ppid === pid) return null
  return (
    rows.findLast(
      ({ process }) => process.pid === ppid && process !== row.process && process.startedAtMs <= startedAtMs,
    ) ?? null
  )
}

/** Parents before their children, siblings as they were started; who has lost its parent stands at the top. */
function arrangeTree(rows: readonly ProcessRow[]): readonly ProcessRow[] {
  const children = new Map<ProcessRow | null, ProcessRow[]>()
  for (const row of rows) {
    const parent = parentOf(row, rows)
    const siblings = children.get(parent)
    if (siblings === undefined) children.set(parent, [row])
    else siblings.push(row)
  }
  const arranged: ProcessRow[] = []
  const place = (row: ProcessRow, branches: readonly boolean[]) => {
    arranged.push({ ...row, branches })
    const own = children.get(row) ?? []
    for (const [index, child] of own.entries()) place(child, [...branches, index < own.length - 1])
  }
  for (const root of children.get(null) ?? []) place(root, [])
  return arranged
}
