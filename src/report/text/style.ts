/** What a person at a terminal gets, decided by the caller (tty, NO_COLOR, locale, columns). */
export interface TextOptions {
  /** Cells of the terminal; lines are laid out to it. */
  readonly width: number
  readonly colour: boolean
  readonly verbosity: Verbosity
  /** Draw with ASCII only (no UTF-8 locale). Text from outside is not changed by it. */
  readonly ascii: boolean
  /** Lines of the files of `pickExcerptFiles`, for source excerpts. The keys are the files as the report names them. */
  readonly sources?: ReadonlyMap<string, readonly string[]>
}

export type Verbosity = 'quiet' | 'normal' | 'verbose'

export interface Style {
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly yellow: Paint
  readonly cyan: Paint
  readonly glyphs: Glyphs
}

type Paint = (text: string) => string

export interface Glyphs {
  readonly ellipsis: string
  readonly pointer: string
  readonly bar: string
  readonly branch: string
  readonly lastBranch: string
  readonly trunk: string
  readonly dot: string
}

export const UNICODE_GLYPHS: Glyphs = {
  ellipsis: '…',
  pointer: '❯',
  bar: '│',
  branch: '├─ ',
  lastBranch: '└─ ',
  trunk: '│  ',
  dot: '·',
}

const ASCII_GLYPHS: Glyphs = {
  ellipsis: '...',
  pointer: '>',
  bar: '|',
  branch: '|- ',
  lastBranch: '`- ',
  trunk: '|  ',
  dot: ',',
}

function paint(colour: boolean, open: number, close: number): Paint {
  if (!colour) return (text) => text
  return (text) => (text === '' ? '' : `\u001b[${open}m${text}\u001b[${close}m`)
}

/** Only the eight basic colours and bold and dim: they follow the reader's own theme. Nothing is said by colour alone. */
export function createStyle(options: Pick<TextOptions, 'colour' | 'ascii'>): Style {
  const { colour } = options
  return {
    bold: paint(colour, 1, 22),
    dim: paint(colour, 2, 22),
    red: paint(colour, 31, 39),
    green: paint(colour, 32, 39),
    yellow: paint(colour, 33, 39),
    cyan: paint(colour, 36, 39),
    glyphs: options.ascii ? ASCII_GLYPHS : UNICODE_GLYPHS,
  }
}
