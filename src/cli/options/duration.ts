const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, '': 1_000 }

export const DURATION_FORM = 'a duration like 500ms, 2s, 1.5m, 1h or a number of seconds'

/** `500ms`, `2s`, `1.5m`, `1h`; a bare number is seconds, as `timeout` has it. Returns ms; null when it is none. */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d*)?|\.\d+)(ms|s|m|h|)$/.exec(text.trim())
  if (match === null) return null
  const ms = Number(match[1]) * UNITS_MS[match[2] ?? '']!
  // A year: beyond it a typing error is likelier than a wish, and timers would overflow.
  return Number.isFinite(ms) && ms <= 366 * 24 * 3_600_000 ? Math.round(ms) : null
}

/** The shortest exact text of a duration, for help pages and messages. */
export function formatDuration(ms: number): string {
  for (const unit of ['h', 'm', 's'] as const) {
    const value = ms / UNITS_MS[unit]!
    if (ms > 0 && value >= 1 && Number.isInteger(value * 2) && (unit === 's' || Number.isInteger(value))) {
      return `${value}${unit}`
    }
  }
  return ms === 0 ? '0' : `${ms}ms`
}
