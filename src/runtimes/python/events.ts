import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { LIMITS } from '../../core/limits.js'
import { EVENTS_FILE, isProbeMessage } from '../../protocol/messages.js'

/** How far `pid` said it has come with its exit; null when it said nothing. */
export async function readLastPhase(pid: number, runDir: string): Promise<string | null> {
  const file = await open(join(runDir, EVENTS_FILE), 'r').catch(() => null)
  if (file === null) return null
  try {
    const { size } = await file.stat()
    const length = Math.min(size, LIMITS.pythonEventsBytesMax)
    const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return lastPhase(pid, buffer.toString('utf8'))
  } catch {
    return null
  } finally {
    await file.close()
  }
}

function lastPhase(pid: number, text: string): string | null {
  for (const line of text.split('\n').reverse()) {
    if (!line.includes('"exitPhase"')) continue
    try {
      const message: unknown = JSON.parse(line)
      if (isProbeMessage(message) && message.type === 'exitPhase' && message.pid === pid) return message.phase
    } catch {
      // The first line of the part we read may be cut.
    }
  }
  return null
}
