/** A body longer than this is no marker of ours; it goes out as the command's own bytes. */
const BODY_BYTES_MAX = 64
const BELL = 0x07
const ESCAPE = 0x1b

export interface MarkerSink {
  onBytes(bytes: Uint8Array): void
  onMarker(body: string): void
}

export interface MarkerScanner {
  feed(bytes: Uint8Array): void
  /** Give out held-back bytes that look like the beginning of a marker; matching goes on all the same. */
  release(): void
  /** Are bytes held back? */
  readonly isHolding: boolean
}

/** The text of a marker before its body. An operating system command (OSC) of our own, with a nonce nobody can guess. */
export function markerPrefix(nonce: string): string {
  return `\x1b]7770;${nonce};`
}

/**
 * Takes the keeper's markers out of a terminal's byte stream, wherever the reads cut it. Everything else comes out
 * unchanged and in order; markers come between exactly the bytes they stood between.
 */
export function createMarkerScanner(nonce: string, sink: MarkerSink): MarkerScanner {
  const prefix = Buffer.from(markerPrefix(nonce), 'latin1')
  /** Bytes held because they may begin a marker, and how many of them were already released. */
  let held: Uint8Array = new Uint8Array(0)
  let releasedCount = 0

  function give(bytes: Uint8Array): void {
    if (bytes.length > 0) sink.onBytes(bytes)
  }

  function feed(bytes: Uint8Array): void {
    let rest = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    let skip = 0
    if (held.length > 0) {
      rest = Buffer.concat([held, rest])
      skip = releasedCount
      held = new Uint8Array(0)
      releasedCount = 0
    }
    for (;;) {
      const start = rest.indexOf(prefix)
      if (start === -1) break
      const end = rest.indexOf(BELL, start + prefix.length)
      const bodyLength = (end === -1 ? rest.length : end) - start - prefix.length
      if (bodyLength > BODY_BYTES_MAX) {
        // Not ours after all: let the prefix go and look on behind it.
        give(rest.subarray(skip, start + prefix.length))
        rest = rest.subarray(start + prefix.length)
        skip = 0
        continue
      }
      if (start > skip) give(rest.subarray(skip, start))
      if (end === -1) {
        held = rest.subarray(start)
        releasedCount = Math.max(0, skip - start)
        return
      }
      sink.onMarker(rest.toString('latin1', start + prefix.length, end))
      rest = rest.subarray(end + 1)
      skip = 0
    }
    const tail = findPrefixStart(rest, prefix)
    if (tail > skip) give(rest.subarray(skip, tail))
    held = rest.subarray(tail)
    releasedCount = Math.max(0, skip - tail)
  }

  return {
    feed,
    release() {
      give(held.subarray(releasedCount))
      releasedCount = held.length
    },
    get isHolding() {
      return held.length > releasedCount
    },
  }
}

/** Index from which the end of `bytes` may be the beginning of `prefix`; `bytes.length` when it is not. */
function findPrefixStart(bytes: Buffer, prefix: Buffer): number {
  let at = bytes.indexOf(ESCAPE, Math.max(0, bytes.length - prefix.length + 1))
  while (at !== -1) {
    if (prefix.subarray(0, bytes.length - at).equals(bytes.subarray(at))) return at
    at = bytes.indexOf(ESCAPE, at + 1)
  }
  return bytes.length
}
