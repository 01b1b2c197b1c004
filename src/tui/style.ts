/**
 * How a cell looks, as one number: flags, foreground and background, as blessed has it. Only the terminal's own default
 * colours and its 16 named ones are used, so that the screen is readable on light and dark backgrounds alike; every
 * meaning of a colour is also said by a word or a sign.
 */
const DEFAULT_COLOUR = 0x1ff

export const BOLD = 1
export const UNDERLINE = 2
export const INVERSE = 8

export function attributeOf(flags: number, foreground = DEFAULT_COLOUR, background = DEFAULT_COLOUR): number {
  return (flags << 18) | (foreground << 9) | background
}

export const PLAIN = attributeOf(0)

/** The looks of a screen; without colours (NO_COLOR) what remains is bold, underline and reverse. */
export interface Style {
  readonly plain: number
  readonly bold: number
  /** Less important, gone, disabled. */
  readonly dim: number
  readonly good: number
  readonly warning: number
  readonly bad: number
  readonly accent: number
  readonly title: number
  readonly focusedTitle: number
  readonly bar: number
}

const RED = 1
const GREEN = 2
const YELLOW = 3
const CYAN = 6
const BRIGHT_BLACK = 8

export function createStyle(colour: boolean): Style {
  const tinted = (flags: number, tint: number) => attributeOf(flags, colour ? tint : DEFAULT_COLOUR)
  return {
    plain: PLAIN,
    bold: attributeOf(BOLD),
    dim: tinted(0, BRIGHT_BLACK),
    good: tinted(BOLD, GREEN),
    warning: tinted(BOLD, YELLOW),
    bad: tinted(BOLD, RED),
    accent: tinted(BOLD, CYAN),
    title: tinted(0, BRIGHT_BLACK),
    focusedTitle: tinted(BOLD, CYAN),
    bar: attributeOf(INVERSE),
  }
}

/** A selected line: one look from end to end, whatever its parts look like; only bold stays. */
export function select(attribute: number): number {
  return attributeOf(((attribute >> 18) & BOLD) | INVERSE)
}

/** The same, reversed. */
export function reverse(attribute: number): number {
  return attribute ^ (INVERSE << 18)
}
