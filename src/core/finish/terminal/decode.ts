import { GROUND, stepEscape } from './escape.js'

const CHUNK_CHARS = 4_096

/** UTF-8 to text; what is not UTF-8 becomes U+FFFD, one for each byte that could not be used. Linear, never throws. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  const units: number[] = []
  for (let at = start; at < end; ) {
    const lead = bytes[at]!
    const size = lead < 0x80 ? 1 : sequenceLength(bytes, at, end)
    const point = size === 1 ? (lead < 0x80 ? lead : 0xfffd) : codePointAt(bytes, at, size)
    if (point > 0xffff) units.push(0xd800 + ((point - 0x10000) >> 10), 0xdc00 + ((point - 0x10000) & 0x3ff))
    else units.push(point)
    at += size
    if (units.length >= CHUNK_CHARS) text += String.fromCharCode(...units.splice(0))
  }
  return text + String.fromCharCode(...units)
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

/** A line whose escape sequences only colour or link: its visible text, controls dropped. */
export function decodeStyled(bytes: Uint8Array, start: number, end: number): string {
  const visible = new Uint8Array(end - start)
  let length = 0
  let state = GROUND
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!
    if (state !== GROUND || byte === 0x1b) state = stepEscape(state, byte)
    else if (byte >= 0x20 || byte === 0x09) visible[length++] = byte
  }
  return decodeUtf8(visible, 0, length)
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

export function textWidth(text: string): number {
  let width = 0
  for (const char of text) width += cellWidth(char.codePointAt(0)!)
  return width
}
