/** Lets at most so many works go on at once; the others wait in order. */
export class Turns {
  readonly #most: number
  #taken = 0
  readonly #waiting: (() => void)[] = []

  constructor(most: number) {
    this.#most = most
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    while (this.#taken >= this.#most) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#taken++
    try {
      return await work()
    } finally {
      this.#taken--
      this.#waiting.shift()?.()
    }
  }
}
