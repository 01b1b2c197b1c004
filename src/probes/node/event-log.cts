/**
 * Appends messages of src/protocol/messages.ts to `events.ndjson` of the run. Synchronous and with no file kept open:
 * what was written survives SIGKILL, and no descriptor shows up in anybody's leak check.
 */
import type { ProbeMessage } from '../../protocol/messages.js' with { 'resolution-mode': 'import' }

import limits = require('./limits.cjs')
import natives = require('./natives.cjs')

type Envelope = 'v' | 'pid' | 't'
type Unstamped<M> = M extends ProbeMessage ? Omit<M, Envelope> : never

const runDir = process.env['OVERSTAY_RUN_DIR'] ?? ''
let linesLeft = runDir === '' ? 0 : limits.linesMax
let isIntroduced = false
let profileLinesLeft = limits.profileLinesMax

/** Is there anybody to write for? Ask before preparing something expensive. */
function isOpen(): boolean {
  return linesLeft > 0
}

/** Never throws; the log closes for good once the run's folder has gone. */
function append(message: Unstamped<ProbeMessage>): void {
  if (linesLeft <= 0) return
  linesLeft--
  // Most processes have nothing to say but that they end.
  if (!isIntroduced && message.type !== 'exitPhase') {
    isIntroduced = true
    append({ type: 'hello', runtime: 'node', version: process.versions.node, ppid: natives.ppid })
  }
  write('events.ndjson', { v: 1, pid: natives.pid, t: natives.now(), ...message })
}

/** As `append`, for a line of src/protocol/profile.ts. */
function appendProfile(line: object): void {
  if (linesLeft <= 0 || profileLinesLeft <= 0) return
  profileLinesLeft--
  write('profile.ndjson', { v: 1, pid: natives.pid, thread: natives.threadId(), t: natives.now(), ...line })
}

function write(file: string, value: object): void {
  let fd: number | null = null
  try {
    const line = `${natives.stringify(value)}\n`
    if (Buffer.byteLength(line) > limits.lineBytesMax) return
    fd = natives.openSync(`${runDir}/${file}`, 'a', 0o600)
    natives.writeSync(fd, line)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code
    if (code === 'ENOENT' || code === 'ERR_ACCESS_DENIED') linesLeft = 0
  }
  try {
    if (fd !== null) natives.closeSync(fd)
  } catch {
    // Somebody closed it for us.
  }
}

/** Text from the user's program, cut to what fits a line. */
function cut(text: string): string {
  return text.length > limits.loggedCharsMax ? `${text.slice(0, limits.loggedCharsMax - 1)}…` : text
}

export = { append, appendProfile, cut, isOpen }
