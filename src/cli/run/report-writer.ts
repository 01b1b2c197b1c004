import type { Report } from '../../core/report/model.js'
import { renderJson } from '../../report/index.js'

const REPORT_FORMATS = [{ name: 'json', render: renderJson }]

import { writeAtomically } from './write-reports.js'

/** Writes the reports the person asked for. A report that cannot be written costs a line, never the verdict. */
export class ReportWriter {
  constructor(
    /** Format → file; `-` is stdout. */
    private readonly reports: ReadonlyMap<string, string>,
    private readonly onFault: (fault: string) => void,
  ) {}

  /** The report as it is now, in case nobody lives to write the final one. Files only: stdout is the command's. */
  writeInterim(report: Report): void {
    for (const [format, file] of this.reports) if (file !== '-') this.write(format, file, report)
  }

  async writeFinal(report: Report): Promise<void> {
    for (const [format, file] of this.reports) {
      if (file !== '-') this.write(format, file, report)
      else await this.print(format, report)
    }
  }

  private write(format: string, file: string, report: Report): void {
    const fault = writeAtomically(file, this.render(format, report))
    if (fault !== null) this.onFault(fault)
  }

  private print(format: string, report: Report): Promise<void> {
    return new Promise((resolve) => process.stdout.write(this.render(format, report), () => resolve()))
  }

  private render(format: string, report: Report): string {
    const face = REPORT_FORMATS.find((candidate) => candidate.name === format)
    if (face === undefined) throw new Error(`there is no report format ${format}`)
    return face.render(report)
  }
}
