import type { SignalName } from '../core/outcome.js'
import type { ProcessKey } from '../core/tree/sample.js'
import type { ProcessSource } from './process-source.js'

export interface SignalResult {
  readonly sent: readonly ProcessKey[]
  /** Gone, a zombie, another process by now, or not ours to signal. */
  readonly refused: readonly ProcessKey[]
}

/**
 * Signal exactly these processes, in this order. Each is checked to be the one that was meant right before its signal.
 * Between check and kill(2) some microseconds remain in which it could end and its number be given away; Node has no
 * pidfd to close that window, but the kernel hands numbers out in turn, so all others would have to be used up in it.
 * Never throws. Negative numbers (groups), init and overstay itself are refused whatever the caller says.
 */
export function signalExactly(
  source: Pick<ProcessSource, 'isAlive'>,
  targets: readonly ProcessKey[],
  signal: SignalName,
): SignalResult {
  const sent: ProcessKey[] = []
  const refused: ProcessKey[] = []
  for (const key of targets) (signalOne(source, key, signal) ? sent : refused).push(key)
  return { sent, refused }
}

function signalOne(source: Pick<ProcessSource, 'isAlive'>, key: ProcessKey, signal: SignalName): boolean {
  if (!Number.isInteger(key.pid) || key.pid <= 1 || key.pid === process.pid) return false
  try {
    return source.isAlive(key) && process.kill(key.pid, signal)
  } catch {
    return false
  }
}
