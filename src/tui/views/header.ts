import type { Phase } from '../../core/state.js'
import { formatCommand, shortenCommand } from '../../core/words/command.js'
import { describeNext } from '../../core/words/next.js'
import { formatBytes, formatCount, formatMs } from '../../core/words/numbers.js'
import { describeCounts, describeEnd, judgeSeverity, titleOutcome } from '../../core/words/outcome.js'
import { displayWidth, truncateEnd } from '../../core/words/width.js'
import type { Glyphs } from '../glyphs.js'
import type { Rect } from '../grid.js'
import type { Snapshot } from '../snapshot.js'
import type { Style } from '../style.js'
import type { Canvas } from './canvas.js'

/** Where the run stands, how the tests went, what will happen next and when. */
export function drawHeader(canvas: Canvas, rect: Rect, snapshot: Snapshot, isPaused: boolean): void {
  const { grid, style, glyphs } = canvas
  const right = rect.x + rect.width
  const badge = describePhase(snapshot, style, glyphs)
  let at = grid.put(rect.x + 1, rect.y, 'overstay', style.bold, right)
  at = grid.put(at + 2, rect.y, `${badge.sign} ${badge.word}`, badge.attribute, right)
  at = grid.put(at + 2, rect.y, tellTests(snapshot), style.plain, right)
  const rest = isPaused ? 'lists paused (p)' : tellTree(snapshot)
  const restAt = right - displayWidth(rest) - 1
  if (restAt > at + 1) grid.put(restAt, rect.y, rest, isPaused ? style.warning : style.dim, right)
  const command = formatCommand(shortenCommand(snapshot.report.command, snapshot.report.cwd))
  const room = restAt - at - 4
  if (room > 12) grid.put(at + 2, rect.y, truncateEnd(command, room, glyphs.ellipsis), style.dim, right)
  if (rect.height > 1)
    grid.put(
      rect.x + 1,
      rect.y + 1,
      truncateEnd(tellNext(snapshot), rect.width - 2, glyphs.ellipsis),
      style.bold,
      right,
    )
}

interface Badge {
  readonly sign: string
  readonly word: string
  readonly attribute: number
}

function describePhase({ report, live }: Snapshot, style: Style, glyphs: Glyphs): Badge {
  const conclusion = live === null ? report.outcome : live.state.conclusion
  if (conclusion !== null || live === null) {
    const severity = judgeSeverity(report)
    const sign = severity === 'good' ? glyphs.finished : severity === 'warning' ? glyphs.lingering : glyphs.stopped
    return { sign, word: titleOutcome(report.outcome).toUpperCase(), attribute: style[severity] }
  }
  const hang = live.state.hang?.kind
  const standing = hang === undefined ? 'LATE' : hang === 'overstayed' ? 'OVERSTAYS' : titleOutcome(hang)
  const badges: Readonly<Record<Phase, Badge>> = {
    starting: { sign: glyphs.running, word: 'STARTING', attribute: style.accent },
    running: { sign: glyphs.running, word: 'RUNNING', attribute: style.accent },
    teardown: { sign: glyphs.finished, word: 'TESTS OVER', attribute: style.good },
    asking: { sign: glyphs.lingering, word: standing, attribute: style.warning },
    waiting: { sign: glyphs.lingering, word: `${standing}, WAITING`, attribute: style.warning },
    ending: { sign: glyphs.stopped, word: 'ENDING', attribute: style.bad },
    lingering: { sign: glyphs.lingering, word: 'COMMAND EXITED', attribute: style.warning },
    ended: { sign: glyphs.stopped, word: 'OVER', attribute: style.bad },
  }
  return badges[live.state.phase]
}

function tellTests({ report, live }: Snapshot): string {
  if (!report.tests.finished) return `tests not finished, ${formatMs(seconds(live?.nowMs ?? report.timing.totalMs))}`
  const finishedAtMs = report.tests.finish?.atMs ?? null
  const counts = describeCounts(report)
  if (finishedAtMs === null) return counts
  if (live === null || live.state.conclusion !== null) return `${counts} in ${formatMs(finishedAtMs)}`
  return `${counts}, over since ${formatMs(seconds(live.nowMs - finishedAtMs))}`
}

function tellTree({ report, live }: Snapshot): string {
  if (live === null || live.state.conclusion !== null) return ''
  const alive = report.processes.filter((process) => process.endedAtMs === null)
  const bytes = [...live.state.tree.living.values()].reduce((sum, member) => sum + member.rssBytes, 0)
  return `${formatCount(alive.length, 'process', 'processes')} ${Math.round(live.state.tree.cpuPercent)}% ${formatBytes(bytes)}`
}

function tellNext({ report, live }: Snapshot): string {
  if (live === null) return `saved report: ${describeEnd(report)}, exit code ${report.exit.code}`
  const { conclusion, command } = live.state
  if (conclusion === null) return describeNext(live.state, live.nowMs)
  const { exit } = command
  const own = exit === null ? 'command left alive' : `command: ${exit.signal ?? `code ${exit.code ?? 'unknown'}`}`
  return `${own}, ${describeEnd(report)}; overstay exits with ${conclusion.exitCode}. q leaves the screen`
}

/** Whole seconds: a clock that ticks, not one that flickers. */
function seconds(ms: number): number {
  return Math.max(0, Math.floor(ms / 1000) * 1000)
}
