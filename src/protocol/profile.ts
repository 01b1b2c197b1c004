import type { WireSite } from './messages.js'

/**
 * What the preload appends to `profile.ndjson` in OVERSTAY_RUN_DIR under `--profile`, one JSON object a line, as events.ndjson:
 * a process that is killed has written everything up to its last second. Numbers are cumulative for one process or
 * thread, so that a lost line costs nothing but detail.
 */
export const PROFILE_FILE = 'profile.ndjson'

export const PROFILE_VERSION = 1

interface Base {
  readonly v: typeof PROFILE_VERSION
  readonly pid: number
  /** 0 is the main thread. */
  readonly thread: number
  /** Wall clock, ms since the epoch. */
  readonly t: number
}

/** A place where resources of one kind are made; told once, before its first tally. */
export interface ProfileSite extends Base {
  readonly type: 'site'
  /** Unique within pid and thread. */
  readonly site: number
  readonly kind: string
  /** The entry point in the user's words. */
  readonly api: string
  /** Innermost first, already through the source maps the process itself applies. */
  readonly stack: readonly WireSite[]
  /** Test file that was running when the first one was made. */
  readonly testFile: string | null
}

/** How things stand: every half second, when a test file has ended, and at the exit. */
export interface ProfileSnapshot extends Base {
  readonly type: 'snapshot'
  readonly reason: 'tick' | 'fileEnded' | 'exit'
  readonly testFile: string | null
  /** By kind: made so far, alive now, and of these the ones that hold the process. */
  readonly created: Readonly<Record<string, number>>
  readonly alive: Readonly<Record<string, number>>
  readonly holding: Readonly<Record<string, number>>
}

/** site, created, ended, alive, holding, sum of the lives of the ended (ms), longest life (ms). */
export type TallyRow = readonly [number, number, number, number, number, number, number]

/** Sites that changed; comes right before its snapshot. */
export interface ProfileTally extends Base {
  readonly type: 'tally'
  readonly rows: readonly TallyRow[]
}

/** One resource that lived for a second or more; told again with its end. */
export interface ProfileSpan extends Base {
  readonly type: 'span'
  readonly site: number
  /** Unique within pid and thread. */
  readonly serial: number
  readonly startedAt: number
  readonly endedAt: number | null
}

export type ProfileLine = ProfileSite | ProfileSnapshot | ProfileTally | ProfileSpan

/** Is this parsed JSON a line we understand? Everything the profile is computed from is checked. */
export function isProfileLine(value: unknown): value is ProfileLine {
  if (typeof value !== 'object' || value === null) return false
  const line = value as Record<string, unknown>
  if (line['v'] !== PROFILE_VERSION || !areNumbers([line['pid'], line['thread'], line['t']])) return false
  switch (line['type']) {
    case 'site':
      return (
        areNumbers([line['site']]) &&
        typeof line['kind'] === 'string' &&
        typeof line['api'] === 'string' &&
        isTextOrNull(line['testFile']) &&
        Array.isArray(line['stack']) &&
        line['stack'].every(isWireSite)
      )
    case 'snapshot':
      return (
        ['tick', 'fileEnded', 'exit'].includes(line['reason'] as string) &&
        isTextOrNull(line['testFile']) &&
        [line['created'], line['alive'], line['holding']].every(areCounts)
      )
    case 'tally':
      return (
        Array.isArray(line['rows']) &&
        line['rows'].every((row) => Array.isArray(row) && row.length === 7 && areNumbers(row))
      )
    case 'span':
      return (
        areNumbers([line['site'], line['serial'], line['startedAt']]) &&
        (line['endedAt'] === null || areNumbers([line['endedAt']]))
      )
    default:
      return false
  }
}

function areNumbers(values: readonly unknown[]): boolean {
  return values.every((value) => Number.isFinite(value))
}

function areCounts(value: unknown): boolean {
  return typeof value === 'object' && value !== null && areNumbers(Object.values(value))
}

function isTextOrNull(value: unknown): boolean {
  return value === null || typeof value === 'string'
}

function isWireSite(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const site = value as Record<string, unknown>
  return typeof site['file'] === 'string' && areNumbers([site['line']]) && isTextOrNull(site['function'])
}
