import { writeSync } from 'node:fs'
import type { Announcement } from '../../core/actions.js'
import type { Report } from '../../core/report/model.js'
import type { State } from '../../core/state.js'
import { dressForCi, renderAnnouncement, renderText, type TextOptions } from '../../report/index.js'
import type { RunPlan } from './plan.js'
import { readSources } from './sources.js'

/** overstay's own voice: stderr, and nowhere else. */
export class Speaker {
  /** While a screen is over the terminal: it says our lines, and shows what the announcements would say. */
  private sayElsewhere: ((line: string) => void) | null = null

  constructor(
    private readonly plan: RunPlan,
    private readonly columns: number,
    /** Is the terminal in raw mode now, so that a line feed alone does not go to the line's start? */
    private readonly isRaw: () => boolean,
  ) {}

  /** Null: speak on stderr again. */
  divert(say: ((line: string) => void) | null): void {
    this.sayElsewhere = say
  }

  announce(kind: Announcement, report: Report, state: State): void {
    if (this.sayElsewhere !== null) return
    const facts = {
      report,
      waitedMs: kind === 'deadline' ? state.nowMs : state.nowMs - state.progressAtMs,
      signal: state.user.endSignal?.signal ?? null,
      onHang: state.policy.onHang,
    }
    this.write(renderAnnouncement(kind, facts, this.textOptions(report)))
  }

  summarise(report: Report): void {
    const workspace = process.env['GITHUB_WORKSPACE'] ?? null
    this.write(dressForCi(report, renderText(report, this.textOptions(report)), { workspace }))
  }

  /** One line of overstay's own. */
  say(line: string): void {
    if (this.sayElsewhere !== null) return this.sayElsewhere(line)
    this.write(`overstay: ${line}\n`)
  }

  private write(text: string): void {
    if (text === '') return
    try {
      writeSync(2, this.isRaw() ? text.replaceAll('\n', '\r\n') : text)
    } catch {
      // Nobody reads stderr any more: there is nobody left to tell.
    }
  }

  private textOptions(report: Report): TextOptions {
    return {
      width: this.columns,
      colour: this.plan.colour,
      verbosity: this.plan.verbosity,
      ascii: this.plan.ascii,
      sources: readSources(report),
    }
  }
}
