import { cellsOf } from '../core/words/width.js'
import { PLAIN } from './style.js'

/** A cell that belongs to the wide character before it. */
export const FOLLOWER = ''

/** A rectangle of the screen, in cells. */
export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/**
 * The picture of a screen: what the views draw on, and what goes to the terminal. It knows neither; text given to it
 * must already be harmless (core/words/escape).
 */
export class Grid {
  readonly characters: string[]
  readonly attributes: Int32Array

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.characters = new Array<string>(width * height).fill(' ')
    this.attributes = new Int32Array(width * height).fill(PLAIN)
  }

  /** One cell; what stands outside is dropped. */
  set(x: number, y: number, character: string, attribute: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return
    const at = y * this.width + x
    this.characters[at] = character
    this.attributes[at] = attribute
  }

  /** Writes one line of text from (x, y), cut at `right` (exclusive). Returns the column behind it. */
  put(x: number, y: number, text: string, attribute: number, right: number = this.width): number {
    const end = Math.min(right, this.width)
    let at = x
    for (const character of text) {
      const cells = cellsOf(character)
      if (cells === 0) {
        if (at > x) this.append(at - 1, y, character)
        continue
      }
      if (at + cells > end) break
      this.set(at, y, character, attribute)
      if (cells === 2) this.set(at + 1, y, FOLLOWER, attribute)
      at += cells
    }
    return at
  }

  fill(rect: Rect, character: string, attribute: number): void {
    for (let y = rect.y; y < rect.y + rect.height; y += 1) {
      for (let x = rect.x; x < rect.x + rect.width; x += 1) this.set(x, y, character, attribute)
    }
  }

  /** Changes how a stretch of a line looks, not what it says. */
  restyle(x: number, y: number, width: number, change: (attribute: number) => number): void {
    for (let at = Math.max(0, x); at < Math.min(this.width, x + width); at += 1) {
      const index = y * this.width + at
      if (y >= 0 && y < this.height) this.attributes[index] = change(this.attributes[index]!)
    }
  }

  /** The text of one line, as a person reads it. */
  lineText(y: number): string {
    return this.characters.slice(y * this.width, (y + 1) * this.width).join('')
  }

  /** A combining mark joins the character before it. */
  private append(x: number, y: number, mark: string): void {
    const at = y * this.width + x
    const target = this.characters[at] === FOLLOWER ? at - 1 : at
    if (this.characters[target] !== undefined) this.characters[target] += mark
  }
}
