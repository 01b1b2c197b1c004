import { measurePace } from '../../core/repeat/pace.js'
import type { Schedule, Series } from '../../core/repeat/schedule.js'
import type { Iteration } from '../../core/report/iteration.js'
import type { Report } from '../../core/report/model.js'
import { estimateShare } from '../../core/report/statistics.js'
import { isHang } from '../../core/report/summary.js'
import { formatMs } from '../../core/words/numbers.js'
import { titleOutcome } from '../../core/words/outcome.js'
import { formatRate } from '../../report/repeat/text.js'
import { describeBriefly } from '../../report/text/suspects.js'

/** ms between two lines where there is no terminal to redraw one on. */
const LINE_EVERY_MS = 15_000
/** ms between two redraws on a terminal. */
const REDRAW_EVERY_MS = 250
/** Bad iterations told one by one; then the counts speak. */
const BAD_TOLD_MAX = 20

/** What is said on stderr while a series runs. */
export class Progress {
  private doneCount = 0
  private badCount = 0
  private hangCount = 0
  private saidAtMs = 0
  private isLineOpen = false

  constructor(
    private readonly series: Series,
    private readonly schedule: Schedule,
    private readonly voice: {
      readonly isTerminal: boolean
      readonly isQuiet: boolean
      readonly columns: number
      readonly write: (text: string) => void
    },
  ) {}

  /** An iteration known from an earlier try. */
  count(iteration: Iteration): void {
    this.doneCount += 1
    if (isHang(iteration)) this.hangCount += 1
    if (iteration.exitCode !== 0) this.badCount += 1
  }

  tell(report: Report, iteration: Iteration, keptIn: string | null, elapsedMs: number): void {
    this.count(iteration)
    if (iteration.exitCode !== 0 && this.badCount <= BAD_TOLD_MAX) this.say(describeBad(report, keptIn))
    this.refresh(elapsedMs)
  }

  /** Redraws the line, or says a new one now and then. */
  refresh(elapsedMs: number): void {
    const { isTerminal, isQuiet, columns } = this.voice
    const everyMs = isTerminal ? REDRAW_EVERY_MS : LINE_EVERY_MS
    if (isQuiet || elapsedMs - this.saidAtMs < everyMs) return
    this.saidAtMs = elapsedMs
    const line = this.describe(elapsedMs)
    if (isTerminal) {
      this.voice.write(`\r\x1b[K${`overstay: ${line}`.slice(0, columns - 1)}`)
      this.isLineOpen = true
    } else this.say(line)
  }

  /** A line that stays. */
  say(line: string): void {
    this.clear()
    this.voice.write(`overstay: ${line}\n`)
  }

  clear(): void {
    if (this.isLineOpen) this.voice.write('\r\x1b[K')
    this.isLineOpen = false
  }

  private describe(elapsedMs: number): string {
    const { expectedCount } = this.schedule
    const pace = measurePace(this.series, this.doneCount, expectedCount, elapsedMs)
    const share = estimateShare(this.hangCount, this.doneCount)
    const parts = [
      `${this.doneCount}${expectedCount === null ? '' : `/${expectedCount}`} done`,
      `${this.hangCount} hung (${formatRate(share.low)} to ${formatRate(share.high)})`,
    ]
    if (this.badCount > this.hangCount) parts.push(`${this.badCount - this.hangCount} otherwise bad`)
    if (pace.perSecond !== null) parts.push(`${describeRate(pace.perSecond)}`)
    if (pace.leftMs !== null) parts.push(`${formatMs(pace.leftMs)} left`)
    return parts.join(', ')
  }
}

function describeRate(perSecond: number): string {
  return perSecond >= 1 ? `${perSecond.toFixed(1)}/s` : `${(perSecond * 60).toFixed(1)}/min`
}

function describeBad(report: Report, keptIn: string | null): string {
  const first = report.suspects[0]
  const what = report.outcome === 'clean' ? `exit ${report.exit.code}` : titleOutcome(report.outcome)
  const held = first === undefined ? '' : `, held by ${describeBriefly(first)}`
  return `iteration ${report.iteration}: ${what}${held}${keptIn === null ? '' : ` (${keptIn})`}`
}
