import type { LadderStep, Report } from '../../core/report/model.js'
import { formatCount, formatMs } from '../../core/words/numbers.js'
import { layRow } from './rows.js'
import type { Style } from './style.js'

/** What overstay did to end the run, in order, and what it could not end. */
export function renderLadder(report: Report, width: number, style: Style): string[] {
  const { steps, survivors } = report.ladder
  const lines: string[] = []
  if (steps.length > 0) {
    const text = steps.map(describeStep).join(`${style.glyphs.dot === ',' ? ',' : ` ${style.glyphs.dot}`} `)
    lines.push(...layRow('ended', text, width, 3, style))
  }
  if (survivors.length > 0) {
    const who = survivors.slice(0, 20).join(', ')
    const text = `${formatCount(survivors.length, 'process', 'processes')} still alive: ${who}`
    lines.push(...layRow('left', text, width, 2, style).map(style.red))
  }
  return lines
}

/** `released the holder in 4242 at 5.3 s`, `SIGTERM to 4250, 4251 at 6.1 s`. */
export function describeStep(step: LadderStep): string {
  const pids = step.pids.slice(0, 6).join(', ') + (step.pids.length > 6 ? `, … ${step.pids.length - 6} more` : '')
  const what = step.step === 'release' ? `released the holder in ${pids}` : `${step.signal ?? 'signal'} to ${pids}`
  return `${what} at ${formatMs(step.atMs)}`
}
