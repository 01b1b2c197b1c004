import type { SignalName } from '../../core/outcome.js'
import { receivesTerminalSignals } from './job-control.js'

export interface SignalHandlers {
  /** SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2. `delivered`: the kernel has given it to the command as well. */
  onSignal(signal: SignalName, delivered: boolean): void
  /** SIGTSTP: somebody wants the whole thing to stop. */
  onStopAsked(delivered: boolean): void
  /** SIGCONT: we are running again, after whatever stopped us. */
  onContinued(): void
  /** SIGWINCH. */
  onResized(): void
}

export interface HeldSignal {
  readonly signal: SignalName
  readonly delivered: boolean
}

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const
/** Signals that a terminal's driver sends to its whole foreground group. */
const SENT_BY_TERMINALS: ReadonlySet<string> = new Set(['SIGINT', 'SIGQUIT', 'SIGTSTP'])

/**
 * Listens for the signals sent to overstay itself; returns the way to stop listening. With pipes the command shares
 * overstay's process group, so what the terminal sends has reached it already and must not be passed on twice. (Somebody who sends
 * SIGINT to overstay alone while it is in the foreground cannot be told from the terminal.) A listener for SIGUSR1
 * also keeps Node from opening its inspector.
 */
export function listenForSignals(mode: 'pty' | 'pipes', handlers: SignalHandlers): () => void {
  const listeners: [NodeJS.Signals, () => void][] = PASSED_ON.map((signal) => [
    signal,
    () => handlers.onSignal(signal, wasDelivered(mode, signal)),
  ])
  listeners.push(['SIGCONT', () => handlers.onContinued()], ['SIGWINCH', () => handlers.onResized()])
  if (process.platform !== 'win32')
    listeners.push(['SIGTSTP', () => handlers.onStopAsked(wasDelivered(mode, 'SIGTSTP'))])
  for (const [signal, listener] of listeners) process.on(signal, listener)
  return () => {
    for (const [signal, listener] of listeners) process.off(signal, listener)
  }
}

/**
 * Keeps signals that come before there is anybody to tell: from the moment the command may be running, overstay must not
 * die of one. The result stops keeping and hands over what came; begin to listen before, in the same turn of the loop, or
 * a signal on its way is lost with the last listener.
 */
export function holdSignals(mode: 'pty' | 'pipes'): () => readonly HeldSignal[] {
  const held: HeldSignal[] = []
  const stop = listenForSignals(mode, {
    onSignal: (signal, delivered) => held.push({ signal, delivered }),
    onStopAsked: () => {},
    onContinued: () => {},
    onResized: () => {},
  })
  return () => {
    stop()
    return held
  }
}

function wasDelivered(mode: 'pty' | 'pipes', signal: string): boolean {
  return mode === 'pipes' && SENT_BY_TERMINALS.has(signal) && receivesTerminalSignals()
}
