import type { Format } from './format.js'
import { FORMATS } from './index.js'

/** Names accepted by `--runner`, sorted. */
export function knownRunners(): string[] {
  const names = new Set(FORMATS.flatMap((format) => [format.name, ...(format.aliases ?? [])]))
  return [...names].sort()
}

/** The formats to try: all, or those of one runner (and the wrappers, which may run it). An unknown name means all. */
export function selectFormats(runner: string | null): readonly Format[] {
  if (runner === null) return FORMATS
  const chosen = FORMATS.filter((format) => format.name === runner || (format.aliases ?? []).includes(runner))
  return chosen.length === 0
    ? FORMATS
    : [...chosen, ...FORMATS.filter((format) => format.wraps === true && !chosen.includes(format))]
}
