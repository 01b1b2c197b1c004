import { keyText } from '../../core/tree/member.js'
import type { ProcessDetail } from '../../core/tree/sample.js'
import { formatCount } from '../../core/words/numbers.js'
import type { ProcessRow } from '../contexts/processes.js'
import type { Snapshot } from '../snapshot.js'

/** What a process holds, as far as the last look knows: `3 suspects, listens on :5432, holds the terminal`. */
export function describeHolding(row: ProcessRow, { report, live }: Snapshot): string {
  const parts: string[] = []
  const suspects = report.suspects.filter((suspect) => suspect.process.pid === row.process.pid).length
  if (suspects > 0) parts.push(formatCount(suspects, 'suspect'))
  const detail = live === null || row.member === null ? null : findDetail(row.member, live.state.diagnosis.details)
  if (detail !== null) parts.push(...tellDetail(detail))
  return parts.join(', ')
}

export function findDetail(
  key: { readonly pid: number; readonly startId: number },
  details: readonly ProcessDetail[],
): ProcessDetail | null {
  return details.find((detail) => keyText(detail) === keyText(key)) ?? null
}

function tellDetail(detail: ProcessDetail): string[] {
  const parts: string[] = []
  const ports = detail.listening.map(({ address, port }) => (port === 0 ? address : `:${port}`))
  if (ports.length > 0) parts.push(`listens on ${[...new Set(ports)].slice(0, 3).join(' ')}`)
  const connected = detail.connections.length
  if (connected > 0) parts.push(formatCount(connected, 'connection'))
  if (detail.held.some((stream) => stream.what === 'output')) parts.push('holds the output')
  return parts
}
