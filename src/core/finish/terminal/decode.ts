import { GROUND, stepEscape } from './escape.js'

const CHUNK_CHARS = 4_096

/** UTF-8 to text; what is not UTF-8 becomes U+FFFD, one for each byte that could not be used. Linear, never throws. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  let from = start
  for (let at = start; at < end; ) {
    if (bytes[at]! < 0x80) {
      at++
      continue
    }
    const size = sequenceLength(bytes, at, end)
    text += decodeAscii(bytes, from, at) + (size === 1 ? '\ufffd' : String.fromCodePoint(codePointAt(bytes, at, size)))
    at += size
    from = at
  }
  return text + decodeAscii(bytes, from, end)
}

function decodeAscii(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let at = start; at < end; at += CHUNK_CHARS)
    text += String.fromCharCode.apply(null, bytes.subarray(at, Math.min(end, at + CHUNK_CHARS)) as unknown as number[])
  return text
}

/** Bytes of the sequence at `at`, or 1 when it is broken. */
export function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at]!
  const size = lead >= 0xf0 && lead < 0xf5 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc2 ? 2 : 1
  if (lead >= 0xf5 || at + size > end) return 1
  for (let next = 1; next < size; next++) if ((bytes[at + next]! & 0xc0) !== 0x80) return 1
  return size
}

export function codePointAt(bytes: Uint8Array, at: number, size: number): number {
  if (size === 2) return ((bytes[at]! & 0x1f) << 6) | (bytes[at + 1]! & 0x3f)
  const middle = ((bytes[at + 1]! & 0x3f) << 6) | (bytes[at + 2]! & 0x3f)
  if (size === 3) return ((bytes[at]! & 0x0f) << 12) | middle
  const point = ((bytes[at]! & 0x07) << 18) | (middle << 6) | (bytes[at + 3]! & 0x3f)
  return point > 0x10ffff ? 0xfffd : point
}

/** Reused between calls: most lines are short. */
const scratch = new Uint8Array(8_192)

/** A line whose escape sequences only colour or link: its visible text, controls dropped. */
export function decodeStyled(bytes: Uint8Array, start: number, end: number): string {
  const visible = scratch.length >= end - start ? scratch : new Uint8Array(end - start)
  let length = 0
  let state = GROUND
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (state !== GROUND || byte === 0x1b) {
      const final = state === GROUND ? endOfCsi(bytes, at, end) : -1
      if (final < 0) state = stepEscape(state, byte)
      else at = final
    } else if (byte >= 0x20 || byte === 0x09) visible[length++] = byte
  }
  return decodeUtf8(visible, 0, length)
}

/** Where a whole control sequence that begins at `at` ends; -1 when it is none, or not whole. The quick way for colours. */
function endOfCsi(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at + 1] !== 0x5b) return -1
  let final = at + 2
  while (final < end && bytes[final]! >= 0x20 && bytes[final]! < 0x40) final++
  return final < end && bytes[final]! >= 0x40 && bytes[final]! <= 0x7e ? final : -1
}

/** Cells a code point takes on a terminal: 0 for joiners and accents, 2 for East Asian and emoji, else 1. */
export function cellWidth(point: number): number {
  if (point < 0x300) return 1
  if (point <= 0x36f || point === 0x200d || (point >= 0xfe00 && point <= 0xfe0f)) return 0
  if (point < 0x1100) return 1
  const wide =
    point <= 0x115f ||
    (point >= 0x2e80 && point <= 0xa4cf) ||
    (point >= 0xac00 && point <= 0xd7a3) ||
    (point >= 0xf900 && point <= 0xfaff) ||
    (point >= 0xfe30 && point <= 0xfe6f) ||
    (point >= 0xff00 && point <= 0xff60) ||
    (point >= 0x1f300 && point <= 0x1faff) ||
    (point >= 0x20000 && point <= 0x3fffd)
  return wide ? 2 : 1
}

/** Cells a line of bytes takes, near enough to know its rows: escape sequences take none. */
export function measureBytes(bytes: Uint8Array, start: number, end: number): number {
  let width = 0
  let state = GROUND
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (state !== GROUND || byte === 0x1b) state = stepEscape(state, byte)
    else if (byte < 0x80 || (byte >= 0xc0 && byte <= 0xe2)) width++
    else if (byte > 0xe2) width += 2 // East Asian and emoji
  }
  return width
}
