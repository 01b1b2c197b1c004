import type { Readable } from 'node:stream'
import type { Child } from '../child/child.js'

const END_OF_FILE = 0x04
const LINE_FEED = 0x0a

export interface StdinForwarder {
  /** Child handler onWritable. */
  handleWritable(): void
  close(): void
}

/**
 * The last resort for a stdin that the command cannot open itself (a socket): its bytes are typed into the command's
 * terminal, and its end as Ctrl-D, twice when a line is unfinished, as a person would.
 */
export function forwardStdin(stdin: Readable, child: Child): StdinForwarder {
  let lastByte = LINE_FEED

  const onData = (bytes: Buffer) => {
    lastByte = bytes.at(-1) ?? lastByte
    if (!child.write(bytes)) stdin.pause()
  }
  const onEnd = () => {
    child.write(lastByte === LINE_FEED ? Uint8Array.of(END_OF_FILE) : Uint8Array.of(END_OF_FILE, END_OF_FILE))
  }
  stdin.on('data', onData)
  stdin.on('end', onEnd)
  stdin.on('error', onEnd)
  return {
    handleWritable: () => stdin.resume(),
    close() {
      stdin.off('data', onData)
      stdin.off('end', onEnd)
      stdin.pause()
    },
  }
}
