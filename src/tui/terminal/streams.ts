import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'

/**
 * What the screen library takes for the keyboard: bytes come only while the screen has it, and the terminal's mode is
 * none of the library's business.
 */
export class KeyStream extends PassThrough {
  readonly isTTY = true
  isRaw = true
  setRawMode(): this {
    return this
  }
}

/**
 * What the library takes for the terminal. Nothing gets through while somebody else has it (an editor, a shell after
 * Ctrl-Z), so that no late frame lands on their screen.
 */
export class ScreenStream extends EventEmitter {
  readonly isTTY = true
  readonly writable = true
  isOpen = false
  columns: number
  rows: number

  constructor(private readonly target: WriteStream) {
    super()
    this.columns = target.columns || 80
    this.rows = target.rows || 24
  }

  write(text: string): boolean {
    return this.isOpen ? this.target.write(text) : true
  }

  /** Bytes that the terminal has not taken yet. */
  get backlogBytes(): number {
    return this.target.writableLength
  }

  /** The size now; the library is told when it has changed. Returns whether it has. */
  readSize(): boolean {
    const [columns = this.columns, rows = this.rows] = [this.target.columns, this.target.rows]
    if (columns === this.columns && rows === this.rows) return false
    this.columns = columns
    this.rows = rows
    this.emit('resize')
    return true
  }
}

/** A terminal that is read from, as process.stdin is. */
export type Keyboard = ReadStream & { readonly fd: number }
