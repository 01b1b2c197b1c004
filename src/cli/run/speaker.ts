import { readFileSync, statSync, writeSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Announcement } from '../../core/actions.js'
import type { Report } from '../../core/report/model.js'
import type { State } from '../../core/state.js'
import { pickExcerptFiles, renderAnnouncement, renderText, type TextOptions } from '../../report/index.js'
import type { RunPlan } from './plan.js'

/** A source file larger than this is generated: an excerpt of it helps nobody. */
const SOURCE_BYTES_MAX = 4 * 1024 * 1024

/** overstay's own voice: stderr, and nowhere else. */
export class Speaker {
  constructor(
    private readonly plan: RunPlan,
    private readonly columns: number,
    private readonly isUtf8: boolean,
    /** Is the terminal in raw mode now, so that a line feed alone does not go to the line's start? */
    private readonly isRaw: () => boolean,
  ) {}

  announce(kind: Announcement, report: Report, state: State): void {
    const facts = {
      report,
      waitedMs: kind === 'deadline' ? state.nowMs : state.nowMs - state.progressAtMs,
      signal: state.user.endSignal?.signal ?? null,
      onHang: state.policy.onHang,
    }
    this.write(renderAnnouncement(kind, facts, this.textOptions(report)))
  }

  summarise(report: Report): void {
    this.write(renderText(report, this.textOptions(report)))
  }

  /** One line of overstay's own. */
  say(line: string): void {
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
      ascii: !this.isUtf8,
      sources: readSources(report),
    }
  }
}

function readSources(report: Report): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, readonly string[]>()
  for (const file of pickExcerptFiles(report)) {
    const path = isAbsolute(file) ? file : join(report.cwd, file)
    try {
      const stat = statSync(path)
      if (stat.isFile() && stat.size <= SOURCE_BYTES_MAX) sources.set(file, readFileSync(path, 'utf8').split('\n'))
    } catch {
      // The file is gone or unreadable: the summary does without.
    }
  }
  return sources
}
