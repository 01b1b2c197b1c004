import type { Announcement } from '../../core/actions.js'
import { LIMITS } from '../../core/limits.js'
import type { SignalName } from '../../core/outcome.js'
import type { OnHang } from '../../core/policy.js'
import type { Report, ReportSuspect } from '../../core/report/model.js'
import { guardLineStart, showText } from '../../core/words/escape.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import { describeCounts } from '../../core/words/outcome.js'
import { wrapText } from '../../core/words/width.js'
import { createStyle, type Style, type TextOptions } from './style.js'
import { describeBriefly } from './suspects.js'

/** What an announcement may speak of; everything that is not known is null. */
export interface AnnouncementFacts {
  /** The report as it would be now. */
  readonly report: Report
  /** How long the thing announced has lasted: ms without progress, or of the whole run for the deadline. */
  readonly waitedMs: number | null
  /** For `interruptForwarded`. */
  readonly signal: SignalName | null
  /** What follows an overstay or a stall. */
  readonly onHang: OnHang | null
}

/**
 * What overstay says while the run goes on: a line or a few on stderr, each begun with `overstay:` so that nobody takes
 * them for the command's own words. Ends with a newline; empty when the person asked for quiet and it is no must.
 */
export function renderAnnouncement(kind: Announcement, facts: AnnouncementFacts, options: TextOptions): string {
  const style = createStyle(options)
  if (options.verbosity === 'quiet' && kind !== 'interruptForwarded') return ''
  const { ellipsis } = style.glyphs
  const lines = composeLines(kind, facts).flatMap((line) => {
    const item = line.startsWith(BULLET)
    const room = options.width - PREFIX.length - (item ? BULLET.length : 0)
    const pieces = wrapText(item ? line.slice(BULLET.length) : line, room, item ? 2 : 3, ellipsis)
    return pieces.map((piece, index) => PREFIX + (item ? (index === 0 ? BULLET : '  ') : '') + piece)
  })
  return lines.map((line) => `${guardLineStart(paintPrefix(line, style))}\n`).join('')
}

const PREFIX = 'overstay: '
const BULLET = '- '

function paintPrefix(line: string, style: Style): string {
  return style.yellow(PREFIX.trimEnd()) + line.slice(PREFIX.length - 1)
}

function composeLines(kind: Announcement, facts: AnnouncementFacts): string[] {
  const waited = facts.waitedMs === null ? '' : ` for ${formatMs(facts.waitedMs)}`
  switch (kind) {
    case 'interruptForwarded':
      return [describeForwarded(facts.signal)]
    case 'notice':
      return [`no progress${waited}; nothing is ended. Waiting for:`, ...listSuspects(facts.report.suspects)]
    case 'overstayed':
      return [
        `${describeCounts(facts.report)}, but the command is still there${waited === '' ? '' : `, idle${waited}`}. Held by:`,
        ...listSuspects(facts.report.suspects),
        ...describeNext(facts),
      ]
    case 'leaked':
      return [`the command has exited, but ${describeStragglers(facts.report)}${waited}`, ...describeNext(facts)]
    case 'stalled':
      return [
        `no output and no CPU${waited}, and the tests have not finished. Waiting for:`,
        ...listSuspects(facts.report.suspects),
        ...describeNext(facts),
      ]
    case 'deadline':
      return [
        `the time for the run is over${facts.waitedMs === null ? '' : ` (${formatMs(facts.waitedMs)})`}`,
        ...describeNext(facts),
      ]
    case 'watchMode':
      return [
        `${describeRunner(facts.report)} is in watch mode: it stays on purpose, so the end of the tests is not awaited`,
      ]
    case 'waiting':
      return ['waiting for the command to end, as asked (--on-hang wait); Ctrl-C ends it']
    default:
      return []
  }
}

function describeForwarded(signal: SignalName | null): string {
  if (signal === null || signal === 'SIGINT') {
    return 'passed Ctrl-C on to the command; press it again to end everything'
  }
  return `passed ${signal} on to the command; send it again to end everything`
}

function listSuspects(suspects: readonly ReportSuspect[]): string[] {
  if (suspects.length === 0) return [`${BULLET}nothing that could be asked named a holder`]
  const lines = suspects.slice(0, LIMITS.summarySuspectsMax).map((suspect) => BULLET + describeBriefly(suspect))
  const rest = suspects.length - lines.length
  return rest > 0 ? [...lines, `${BULLET}and ${rest} more`] : lines
}

function describeStragglers(report: Report): string {
  const stayed = report.processes.filter((process) => process.outlivedCommand && process.endedAtMs === null)
  if (stayed.length === 0) return 'something still holds its output'
  const pids = stayed.slice(0, 6).map((process) => process.pid)
  return `${formatCount(stayed.length, 'process', 'processes')} stayed (pid ${pids.join(', ')})`
}

function describeRunner(report: Report): string {
  return report.tests.runner === null ? 'the runner' : showText(report.tests.runner, 40)
}

function describeNext(facts: AnnouncementFacts): string[] {
  switch (facts.onHang) {
    case 'end':
      return ['ending it']
    case 'leave':
      return ['leaving it as it is (--on-hang leave)']
    default:
      return []
  }
}
