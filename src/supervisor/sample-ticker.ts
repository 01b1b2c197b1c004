import type { TreeSample } from '../core/tree/sample.js'
import type { ProcessSource } from '../sampler/process-source.js'

/** Takes samples at the pace the core asks for, one at a time: a slow table makes ticks rarer, never overlapping. */
export class SampleTicker {
  private timer: NodeJS.Timeout | null = null
  private isSampling = false
  private wantsThorough = false
  private isStopped = false

  constructor(
    private readonly source: ProcessSource,
    private readonly take: (sample: TreeSample, thorough: boolean) => void,
  ) {}

  setInterval(intervalMs: number): void {
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = this.isStopped ? null : setInterval(() => void this.tick(), intervalMs)
  }

  /** A thorough sample as soon as the one under way is done. */
  takeThorough(): void {
    this.wantsThorough = true
    // Not at once: the caller is inside the loop's step, and what it still has to do there comes first.
    setImmediate(() => void this.tick())
  }

  stop(): void {
    this.isStopped = true
    if (this.timer !== null) clearInterval(this.timer)
    this.timer = null
  }

  private async tick(): Promise<void> {
    if (this.isSampling || this.isStopped) return
    this.isSampling = true
    const thorough = this.wantsThorough
    this.wantsThorough = false
    try {
      const sample = thorough ? await this.source.sampleThoroughly() : await this.source.sample()
      if (!this.isStopped) this.take(sample, thorough)
    } catch {
      // A source that fails is replaced by its owner; the core gives up waiting on its own clock.
    } finally {
      this.isSampling = false
      if (this.wantsThorough) setImmediate(() => void this.tick())
    }
  }
}
