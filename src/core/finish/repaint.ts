const ESC = 0x1b
const CR = 0x0d
const LF = 0x0a

/** Frames remembered: a spinner cycles through a handful, and two areas may take turns. */
const FRAMES_KEPT = 32
/** A chunk larger than this is no status area. */
const FRAME_BYTES_MAX = 16 * 1024

/**
 * Tells the repainting of a status area from news. Runners redraw theirs every second although nothing happens (a clock
 * in it goes on): such output is no sign of work. A chunk is a repaint when it moves the cursor back (up, or to the
 * line's start) and says, digits and spinners aside, what was said before. Whatever cannot be told is news.
 */
export class RepaintFilter {
  private readonly frames: string[] = []

  isRepaint(bytes: Uint8Array): boolean {
    if (bytes.length > FRAME_BYTES_MAX) return false
    const frame = normalise(bytes)
    // Nothing but control sequences: the begin or end of a frame that came in pieces.
    if (frame === '' && bytes.includes(ESC)) return true
    if (!movesBack(bytes)) return false
    if (this.frames.includes(frame)) return true
    this.frames.push(frame)
    if (this.frames.length > FRAMES_KEPT) this.frames.shift()
    return false
  }
}

/** A cursor movement upwards or an absolute one, an erase, or a carriage return that is no line's end. */
function movesBack(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    if (bytes[at] === CR && at + 1 < bytes.length && bytes[at + 1] !== LF && bytes[at + 1] !== CR) return true
    if (bytes[at] !== ESC || bytes[at + 1] !== 0x5b) continue
    const final = finalByte(bytes, at + 2)
    if (final !== null && 'AFGHJKf'.includes(String.fromCharCode(final))) return true
  }
  return false
}

function finalByte(bytes: Uint8Array, from: number): number | null {
  for (let at = from; at < bytes.length && at < from + 16; at += 1) {
    const byte = bytes[at]!
    if (byte >= 0x40 && byte <= 0x7e) return byte
  }
  return null
}

/** Printable ASCII letters and punctuation only: escapes, digits and everything a spinner may be made of fall away. */
function normalise(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at]!
    if (byte === ESC) {
      at = skipEscape(bytes, at)
      continue
    }
    const isDigit = byte >= 0x30 && byte <= 0x39
    const isSpinner = byte === 0x2d || byte === 0x5c || byte === 0x7c || byte === 0x2f || byte === 0x2e
    if (byte > 0x20 && byte < 0x7f && !isDigit && !isSpinner) text += String.fromCharCode(byte)
  }
  return text
}

/** Index of the last byte of the escape sequence that begins at `at`. */
function skipEscape(bytes: Uint8Array, at: number): number {
  if (bytes[at + 1] !== 0x5b) return at + 1
  let end = at + 2
  while (end < bytes.length && !(bytes[end]! >= 0x40 && bytes[end]! <= 0x7e)) end += 1
  return end
}
