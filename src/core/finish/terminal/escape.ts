/**
 * The grammar of escape sequences, one byte at a time (ECMA-48 and xterm): only what is needed to know where a
 * sequence ends. A line feed inside a CSI is obeyed and the sequence goes on, as in a terminal; a string (OSC, DCS)
 * ends at a line feed, so that an unterminated one cannot swallow a run's summary.
 */
export const GROUND = 0
export const ESC_SEEN = 1
export const ESC_INTERMEDIATE = 2
export const CSI = 3
export const STRING = 4
export const STRING_ESC = 5

export type EscapeState = number

const ESC = 0x1b

/** The state after `byte`; GROUND when the sequence ended with it (or was given up). */
export function stepEscape(state: EscapeState, byte: number): EscapeState {
  if (state === STRING) return stepString(byte)
  if (state === STRING_ESC) return byte === 0x5c ? GROUND : stepAfterEscape(byte)
  if (byte === ESC) return ESC_SEEN
  if (byte === 0x18 || byte === 0x1a) return GROUND // CAN and SUB give a sequence up
  if (byte < 0x20) return state // other controls are obeyed in passing
  if (state === CSI) return byte >= 0x40 && byte <= 0x7e ? GROUND : byte > 0x7e ? GROUND : CSI
  if (state === ESC_INTERMEDIATE) return byte < 0x30 ? ESC_INTERMEDIATE : GROUND
  return stepAfterEscape(byte)
}

function stepAfterEscape(byte: number): EscapeState {
  if (byte === ESC) return ESC_SEEN
  if (byte === 0x5b) return CSI // [
  if (byte === 0x5d || byte === 0x50 || byte === 0x58 || byte === 0x5e || byte === 0x5f) return STRING // ] P X ^ _
  if (byte >= 0x20 && byte < 0x30) return ESC_INTERMEDIATE
  return byte < 0x20 ? ESC_SEEN : GROUND
}

function stepString(byte: number): EscapeState {
  if (byte === ESC) return STRING_ESC
  if (byte === 0x07 || byte === 0x0a || byte === 0x18 || byte === 0x1a) return GROUND
  return STRING
}
