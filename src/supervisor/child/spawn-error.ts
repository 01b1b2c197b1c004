import type { SpawnFailed } from '../../core/events.js'

/** The command could not be started. `reason` decides the exit code (127, 126, 125) in core/verdict. */
export class SpawnError extends Error {
  override readonly name = 'SpawnError'
  readonly reason: SpawnFailed['reason']

  constructor(reason: SpawnFailed['reason'], message: string, options?: ErrorOptions) {
    super(message, options)
    this.reason = reason
  }
}
