import { LIMITS } from '../../core/limits.js'
import type { Report, ReportProcess } from '../../core/report/model.js'
import { formatProcessName } from '../../core/words/command.js'
import { formatBytes, formatMs } from '../../core/words/numbers.js'
import { describeProcessEnd } from '../../core/words/suspect.js'
import { truncateEnd } from '../../core/words/width.js'
import { LABEL_WIDTH, labelLines } from './rows.js'
import type { Style, TextOptions } from './style.js'

/** A process in the tree, with what to draw before it. */
interface TreeRow {
  readonly process: ReportProcess
  readonly prefix: string
}

/** The processes that mattered at the end, as a tree. Nothing for a run of one process: the suspect names it already. */
export function renderTree(report: Report, options: TextOptions, style: Style): string[] {
  const verbose = options.verbosity === 'verbose'
  const relevant = verbose ? report.processes : pickRelevant(report)
  if (relevant.length < 2) return []
  const rows = layTree(relevant, style)
  const shown = verbose ? rows : rows.slice(0, LIMITS.summaryProcessesMax)
  const room = options.width - LABEL_WIDTH
  const lines = shown.map(({ process, prefix }) => {
    const text = truncateEnd(prefix + describeProcess(process), room, style.glyphs.ellipsis)
    return process.endedAtMs === null ? style.red(text) : text
  })
  if (rows.length > shown.length) lines.push(style.dim(`and ${rows.length - shown.length} more`))
  return labelLines('tree', lines, style)
}

/** Processes that lived longer than the tests, with their ancestors, so that the tree hangs together. */
function pickRelevant(report: Report): ReportProcess[] {
  const finishedAtMs = report.tests.finish?.atMs ?? 0
  const byPid = new Map(report.processes.map((process) => [process.pid, process]))
  const kept = new Set<ReportProcess>()
  for (const process of report.processes) {
    if (process.endedAtMs !== null && process.endedAtMs <= finishedAtMs) continue
    let next: ReportProcess | undefined = process
    while (next !== undefined && !kept.has(next)) {
      kept.add(next)
      next = byPid.get(next.ppid)
    }
  }
  return report.processes.filter((process) => kept.has(process))
}

/** Parents before children, children by start. A pid that names itself or a ring as its parent is a root. */
export function layTree(processes: readonly ReportProcess[], style: Pick<Style, 'glyphs'>): TreeRow[] {
  const pids = new Set(processes.map((process) => process.pid))
  const children = new Map<number, ReportProcess[]>()
  const roots: ReportProcess[] = []
  for (const process of processes) {
    if (process.ppid === process.pid || !pids.has(process.ppid)) roots.push(process)
    else if (children.get(process.ppid)?.push(process) === undefined) children.set(process.ppid, [process])
  }
  const rows: TreeRow[] = []
  const laid = new Set<ReportProcess>()
  // A stack of our own: a chain of parents may be longer than the call stack is deep.
  for (const root of [...roots, ...processes]) {
    const waiting: Branch[] = [{ process: root, lead: '', branch: '', next: '' }]
    for (let one = waiting.pop(); one !== undefined; one = waiting.pop()) {
      if (laid.has(one.process)) continue
      laid.add(one.process)
      rows.push({ process: one.process, prefix: one.lead + one.branch })
      waiting.push(...branchOff(one, children.get(one.process.pid) ?? [], style).reverse())
    }
  }
  return rows
}

interface Branch {
  readonly process: ReportProcess
  readonly lead: string
  readonly branch: string
  /** What stands under the branch, before those of its children. */
  readonly next: string
}

function branchOff(parent: Branch, own: readonly ReportProcess[], style: Pick<Style, 'glyphs'>): Branch[] {
  const { branch, lastBranch, trunk } = style.glyphs
  // Deeper levels are drawn at the same place: the picture would leave the screen, and grow with the square.
  const deep = parent.lead.length >= LIMITS.treeLeadCharsMax
  const lead = deep ? parent.lead : parent.lead + parent.next
  return own.map((process, index) => {
    const last = index === own.length - 1
    return { process, lead, branch: last ? lastBranch : branch, next: last ? '   ' : trunk }
  })
}

/** `4242 node vitest.mjs, 1.9 s CPU, 120 MB, detached, ended by overstay at 6.3 s`. */
function describeProcess(process: ReportProcess): string {
  const parts = [`${process.pid} ${formatProcessName(process.command)}`]
  if (process.role === 'detached' || process.role === 'reparented') parts.push(process.role)
  if (process.outlivedCommand) parts.push('outlived the command')
  parts.push(describeProcessEnd(process), `${formatMs(process.cpuMs)} CPU`, formatBytes(process.rssBytes))
  return parts.join(', ')
}
