import { listFindings } from '../../core/report/build.js'
import type { ReportSuspect } from '../../core/report/model.js'
import type { Finding } from '../../core/suspects/finding.js'
import { describeKind } from '../../core/words/kinds.js'
import { formatPlace } from '../../core/words/suspect.js'
import type { Snapshot } from '../snapshot.js'

export interface SuspectRow {
  readonly key: string
  readonly suspect: ReportSuspect
  /** What the suspect was made of, in a run that lives. */
  readonly finding: Finding | null
  /** The person let it go. */
  readonly isReleased: boolean
}

/** The suspects of a report, each with the finding behind it, best first. */
export function listSuspects({ report, live }: Snapshot, filter: string): readonly SuspectRow[] {
  const findings = live === null ? [] : listFindings(live.state)
  const released = live?.state.user.released ?? []
  const wanted = filter.toLowerCase()
  return report.suspects
    .map((suspect, index) => {
      const finding = findings[index] ?? null
      return { key: keyOf(suspect), suspect, finding, isReleased: finding !== null && released.includes(finding.id) }
    })
    .filter((row) => wanted === '' || searchText(row.suspect).includes(wanted))
}

function keyOf(suspect: ReportSuspect): string {
  const place = suspect.site === null ? suspect.summary : `${suspect.site.file}:${suspect.site.line}`
  return `${suspect.process.pid} ${suspect.kind} ${place}`
}

function searchText(suspect: ReportSuspect): string {
  return `${suspect.summary} ${describeKind(suspect.kind).label} ${formatPlace(suspect)} ${suspect.process.name}`.toLowerCase()
}
