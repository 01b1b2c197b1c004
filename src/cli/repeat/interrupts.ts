import { signalNumber } from '../../core/signals.js'

/**
 * Ctrl-C and the like while a series runs: no further iteration is started, what was gathered stays. The iterations under
 * way have heard it too and end as a single run would: on the second one by force.
 */
export class Interrupts {
  private signal: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | null = null
  private readonly listeners = (['SIGINT', 'SIGTERM', 'SIGHUP'] as const).map(
    (signal) =>
      [
        signal,
        () => {
          this.signal ??= signal
          this.onFirst()
        },
      ] as const,
  )

  constructor(private readonly onFirst: () => void) {
    // Each iteration under way listens too.
    process.setMaxListeners(0)
    for (const [signal, listener] of this.listeners) process.on(signal, listener)
  }

  get signalNumber(): number | null {
    return this.signal === null ? null : signalNumber(this.signal)
  }

  close(): void {
    for (const [signal, listener] of this.listeners) process.off(signal, listener)
  }
}
