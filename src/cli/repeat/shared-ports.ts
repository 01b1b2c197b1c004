/** How the runtimes say that somebody else has the port. */
const PORT_TAKEN = /EADDRINUSE|address already in use|only one usage of each socket address/i
/** Iterations that have to say so: one may have met a stranger. */
const COUNT_MIN = 2

/** Notices that iterations which run at once get in each other's way: a fixed port can be had only once. */
export class SharedPorts {
  private count = 0

  constructor(private readonly jobs: number) {}

  /** The end of one iteration's output; the warning when it is time for it, once. */
  look(tail: string): string | null {
    if (this.jobs < 2 || !PORT_TAKEN.test(tail)) return null
    this.count += 1
    if (this.count !== COUNT_MIN) return null
    return (
      `${COUNT_MIN} iterations found a port taken: with -j ${this.jobs} the command shares its ports with itself. ` +
      'Use -j 1, port 0, or a port made of OVERSTAY_ITERATION.'
    )
  }
}
