import { fstatSync, readFileSync, readlinkSync } from 'node:fs'

/** One of overstay's own standard streams, in a form that a shell in a pty can open for the command. */
export interface OwnStream {
  readonly path: string
  /** Where in a file the command has to begin. */
  readonly offset: number
}

/**
 * Overstay's stdin for a command that runs in a pty: without overstay it would read this file or pipe itself, not a
 * terminal (whose line editing cuts lines at 4 KB and takes some bytes for keys). A child can open it again through
 * /proc. Null where that is impossible (a socket, no /proc) or would wait (a named pipe): then the bytes are forwarded.
 */
export function describeStdin(): OwnStream | null {
  const path = `/proc/${process.pid}/fd/0`
  try {
    const stat = fstatSync(0)
    if (stat.isFIFO() ? !readlinkSync(path).startsWith('pipe:') : !stat.isFile() && !stat.isCharacterDevice())
      return null
    return { path, offset: stat.isFile() ? readOffset() : 0 }
  } catch {
    return null
  }
}

function readOffset(): number {
  return Number(/^pos:\s*(\d+)/m.exec(readFileSync('/proc/self/fdinfo/0', 'latin1'))?.[1] ?? 0)
}
