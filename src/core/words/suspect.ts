import type { ReportProcess, ReportSuspect } from '../report/model.js'
import type { Site } from '../suspects/finding.js'
import { showText } from './escape.js'
import { describeConfidence, describeKind } from './kinds.js'
import { formatMs } from './numbers.js'

/** `src/db/pool.ts:41:18`, the form that terminals and editors turn into a link. */
export function formatSite(site: Site): string {
  const column = site.column === null ? '' : `:${site.column}`
  return `${showText(site.file, 400)}:${site.line}${column}`
}

export function formatSiteWithFunction(site: Site): string {
  return site.function === null ? formatSite(site) : `${formatSite(site)} in ${showText(site.function, 120)}`
}

/** `pid 4242 node vitest.mjs`, with the role unless it is the command itself. */
export function formatSuspectProcess(suspect: ReportSuspect): string {
  const { pid, name, role } = suspect.process
  return `pid ${pid} ${showText(name, 80)}${role === 'command' ? '' : `, ${role}`}`
}

/** Where a person should look: the user's line, or the process when no line is known. */
export function formatPlace(suspect: ReportSuspect): string {
  return suspect.site === null ? formatSuspectProcess(suspect) : formatSiteWithFunction(suspect.site)
}

/** Why this holds the process: what was observed, or else what things of its kind do. */
export function describeWhy(suspect: ReportSuspect): string {
  const reasons = suspect.evidence.map((line) => showText(line, 300))
  if (suspect.confidence === 'proved') reasons.unshift(describeConfidence('proved'))
  if (reasons.length === 0) reasons.push(describeKind(suspect.kind).why)
  return reasons.join('; ')
}

/** `timer Timeout, 12 s old, ends by itself in 48 s`: what the runtime says of the resource; null when nothing. */
export function describeResource(suspect: ReportSuspect): string | null {
  const { resource } = suspect
  if (resource === null) return null
  const parts = [showText(resource.type, 80)]
  if (resource.ageMs !== null) parts.push(`${formatMs(resource.ageMs)} old`)
  if (resource.willEndInMs !== null) parts.push(`ends by itself in ${formatMs(resource.willEndInMs)}`)
  for (const [name, value] of Object.entries(resource.details).slice(0, 8)) {
    if (value !== null && value !== '' && value !== false) parts.push(describeDetail(name, value))
  }
  return parts.join(', ')
}

/** A switch that is off is left out by the caller; one that is on is its name. */
function describeDetail(name: string, value: string | number | true): string {
  const shown = showText(name.replace(/Ms$/, ''), 40)
  if (value === true) return shown
  return `${shown} ${typeof value === 'number' && name.endsWith('Ms') ? formatMs(value) : showText(String(value), 120)}`
}

/** How a process came to its end, and when: `SIGTERM by overstay at 6.3 s`, `still alive`. */
export function describeProcessEnd(process: ReportProcess): string {
  if (process.endedAtMs === null) return 'still alive'
  const at = `at ${formatMs(process.endedAtMs)}`
  switch (process.endedBy) {
    case 'overstay':
      return `ended by overstay ${at}`
    case 'release':
      return `released, exited ${at}`
    case 'user':
      return `ended by you ${at}`
    default:
      return `exited ${at}`
  }
}
