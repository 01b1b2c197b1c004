/** ms in which a process that was just asked prints what it prints about being asked. */
const EXPECTED_FOR_MS = 1_500

const CR = 0x0d
const LF = 0x0a

/**
 * Asking a Node process makes Node itself print a line ("Debugger attached.") into the command's output. It is said
 * because of us, not by the command, so exactly as many of these lines are left out as were announced, each only within
 * a short time of its cause. A line that comes in pieces is let through: better a line too many than a byte lost.
 */
export class NoiseFilter {
  private expected: { readonly line: Buffer; readonly untilMs: number }[] = []

  constructor(private readonly nowMs: () => number) {}

  expect(line: string): void {
    this.expected.push({ line: Buffer.from(line), untilMs: this.nowMs() + EXPECTED_FOR_MS })
  }

  /** The bytes without announced noise: the same array when there is none. */
  filter(bytes: Uint8Array): Uint8Array {
    if (this.expected.length === 0) return bytes
    this.expected = this.expected.filter(({ untilMs }) => this.nowMs() <= untilMs)
    let rest = bytes
    for (const noise of [...this.expected]) {
      const at = findLine(rest, noise.line)
      if (at === null) continue
      this.expected.splice(this.expected.indexOf(noise), 1)
      rest = Buffer.concat([rest.subarray(0, at.start), rest.subarray(at.end)])
    }
    return rest
  }
}

/** How `node --test` passes on what a test file's process has printed, as a TAP comment. */
const TAP_COMMENT = '# '

/** A whole line with its end; it must begin where a line begins. */
function findLine(bytes: Uint8Array, line: Buffer): { start: number; end: number } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let found = view.indexOf(line); found >= 0; found = view.indexOf(line, found + 1)) {
    const isComment = view.toString('latin1', Math.max(0, found - TAP_COMMENT.length), found) === TAP_COMMENT
    const start = isComment ? found - TAP_COMMENT.length : found
    if (start > 0 && view[start - 1] !== LF) continue
    const after = found + line.length
    if (view[after] === LF) return { start, end: after + 1 }
    if (view[after] === CR && view[after + 1] === LF) return { start, end: after + 2 }
  }
  return null
}
