import { closeSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'

/**
 * Small synchronous reads of /proc. Files there are made on reading and never block, so a synchronous read is 5 to 10
 * times cheaper than an asynchronous one. One buffer serves all: nothing here is re-entrant.
 */
const buffer = Buffer.allocUnsafe(64 * 1024)

/** Codes by which /proc says "gone" or "not yours". Everything else (no descriptors, no memory) is our own trouble. */
const EXPECTED = new Set(['ENOENT', 'ESRCH', 'EACCES', 'EPERM', 'EINVAL', 'ENOTDIR', 'EIO'])

/** Run `read`; null when the process has gone or may not be read. Other errors are thrown. */
export function orNull<T>(read: () => T): T | null {
  try {
    return read()
  } catch (error) {
    if (EXPECTED.has((error as NodeJS.ErrnoException).code ?? '')) return null
    throw error
  }
}

/** The file's beginning, at most `bytesMax` bytes, as text. Null: gone or unreadable. */
export function readText(path: string, bytesMax: number = buffer.length): string | null {
  return orNull(() => {
    const file = openSync(path, 'r')
    try {
      return readOpenText(file, bytesMax)
    } finally {
      closeSync(file)
    }
  })
}

/** As readText, from a file that is kept open; always from its beginning. Throws ESRCH once the process has gone. */
export function readOpenText(file: number, bytesMax: number = buffer.length): string {
  const length = readSync(file, buffer, 0, Math.min(bytesMax, buffer.length), 0)
  return buffer.toString('utf8', 0, length)
}

/** The whole file however long, at most `bytesMax` bytes. For tables; null: gone or unreadable. */
export function readLongText(path: string, bytesMax: number): string | null {
  return orNull(() => {
    const file = openSync(path, 'r')
    try {
      const parts: Buffer[] = []
      let total = 0
      for (;;) {
        const length = readSync(file, buffer, 0, buffer.length, null)
        if (length === 0 || total >= bytesMax) return Buffer.concat(parts).toString('utf8')
        parts.push(Buffer.from(buffer.subarray(0, length)))
        total += length
      }
    } finally {
      closeSync(file)
    }
  })
}

/** Does the file contain these bytes as one of its NUL-separated entries? False when gone or unreadable. */
export function hasEntry(path: string, entry: string): boolean {
  const text = readLongText(path, 1024 * 1024)
  return text !== null && `\0${text}\0`.includes(`\0${entry}\0`)
}

export function readLink(path: string): string | null {
  return orNull(() => readlinkSync(path))
}

/** Names that are numbers, as numbers: pids in /proc, threads in task, descriptors in fd. Null: gone or unreadable. */
export function listNumbers(path: string): number[] | null {
  const names = orNull(() => readdirSync(path))
  if (names === null) return null
  const numbers: number[] = []
  for (const name of names) {
    const first = name.charCodeAt(0)
    if (first >= 48 && first <= 57) numbers.push(Number(name))
  }
  return numbers
}
