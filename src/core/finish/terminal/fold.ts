import { LIMITS } from '../../limits.js'
import { decodeStyled } from './decode.js'

const NARROWEST = 20

/**
 * Puts lines together again that were broken at a fixed width (`fold`, a log viewer): all pieces of a line but the
 * last are as long as the longest line so far. Works on bytes, because a break may fall inside a character or a colour.
 */
export class FoldBuffer {
  #widest = 0
  #pieces: Uint8Array[] = []
  #isHit = false

  /** True when the last line may go on in the next one. */
  get isOpen(): boolean {
    return this.#pieces.length > 0
  }

  /**
   * Takes the next line. `isHit`: a trigger was found in it (or across the break). Returns the lines it may be the end
   * of, the shortest first: the first entry is made of two pieces, the next of three.
   */
  add(bytes: Uint8Array, start: number, end: number, isHit: boolean): readonly string[] {
    const length = end - start
    if (length < NARROWEST && this.#pieces.length === 0) return []
    if (length > this.#widest) {
      this.#widest = length
      this.#pieces = []
    }
    if (this.#pieces.length === 0) this.#isHit = false
    this.#isHit ||= isHit
    const candidates = this.#isHit ? this.#join(bytes, start, end) : []
    if (length !== this.#widest || length * LIMITS.foldedPiecesMax > LIMITS.lineBytesMax) this.#pieces = []
    else {
      if (this.#pieces.length >= LIMITS.foldedPiecesMax) this.#pieces.shift()
      this.#pieces.push(bytes.slice(start, end))
    }
    return candidates
  }

  reset(): void {
    this.#pieces = []
  }

  #join(bytes: Uint8Array, start: number, end: number): readonly string[] {
    let whole: Uint8Array = bytes.slice(start, end)
    return this.#pieces.toReversed().map((piece) => {
      const joined = new Uint8Array(piece.length + whole.length)
      joined.set(piece)
      joined.set(whole, piece.length)
      whole = joined
      return decodeStyled(whole, 0, whole.length)
    })
  }
}
