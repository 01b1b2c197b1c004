import type { Report } from '../../core/report/model.js'
import { findReportFormat } from '../../report/formats.js'
import { writeAtomically } from './write-reports.js'

export type Sources = ReadonlyMap<string, readonly string[]>

/** Writes the reports the person asked for. A report that cannot be written costs a line, never the verdict. */
export class ReportWriter {
  /** Writes follow each other: an interim report must not overtake the final one. */
  private last: Promise<void> = Promise.resolve()

  constructor(
    /** Format → file; `-` is stdout. */
    private readonly reports: ReadonlyMap<string, string>,
    private readonly readSources: (report: Report) => Sources,
    private readonly onFault: (fault: string) => void,
  ) {}

  /** The report as it is now, in case nobody lives to write the final one. Files only: stdout is the command's. */
  writeInterim(report: Report): void {
    this.last = this.last.then(() => this.writeFiles(report))
  }

  async writeFinal(report: Report): Promise<void> {
    await this.last
    await this.writeFiles(report)
    for (const [format, file] of this.reports) {
      if (file !== '-') continue
      const text = await this.render(format, report)
      if (text !== null) await new Promise<void>((resolve) => process.stdout.write(text, () => resolve()))
    }
  }

  private async writeFiles(report: Report): Promise<void> {
    for (const [format, file] of this.reports) {
      if (file === '-') continue
      const text = await this.render(format, report)
      const fault = text === null ? null : writeAtomically(file, text)
      if (fault !== null) this.onFault(fault)
    }
  }

  private async render(format: string, report: Report): Promise<string | null> {
    try {
      return (await findReportFormat(format)?.render(report, { sources: this.readSources(report) })) ?? null
    } catch (error) {
      this.onFault(`the ${format} report could not be made: ${(error as Error).message}`)
      return null
    }
  }
}
