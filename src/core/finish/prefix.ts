/** A line without what log collectors and task runners put in front, and the lane it belongs to. */
export interface Unprefixed {
  readonly lane: string
  readonly text: string
}

/** Times and stream marks say nothing about who speaks. */
const TIMES =
  /^(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?|\[?\d\d:\d\d:\d\d(?:[.,]\d+)?\]?) /

/** `web-1  | ` (compose), `pkg:test: ` (turbo), `packages/a test: ` (pnpm -r), `lerna: `, `[0] ` / `[test:a] ` (concurrently), `#8 0.512 ` (docker build), `a: `. */
const SPEAKERS =
  /^(?:([\w.@/-]+ *) ?\| ?|((?:@?[\w./-]+[:#])+[\w:.-]*: )|((?:[\w@./-]+) (?:[\w:-]+)(?:\$|:) )|(\[[^\]\s]{1,40}\] )|(#\d+ \d+\.\d+ )|(@?[\w./-]+: ))/

/**
 * The line's possible readings without a prefix, the plainest first. Only lines that no format knows as they stand
 * are asked about, so that a prefix is never taken off a line that means something with it.
 */
export function unprefix(text: string): Unprefixed[] {
  const readings: Unprefixed[] = []
  const withoutTime = text.replace(TIMES, '')
  if (withoutTime !== text) readings.push({ lane: '', text: withoutTime })
  const speaker = SPEAKERS.exec(withoutTime)
  if (speaker !== null) {
    const lane = speaker[0].trim()
    const rest = withoutTime.slice(speaker[0].length)
    const inner = rest.replace(TIMES, '')
    readings.push({ lane, text: rest })
    if (inner !== rest) readings.push({ lane, text: inner })
  }
  return readings
}
