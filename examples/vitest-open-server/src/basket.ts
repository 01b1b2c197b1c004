export type Prices = Readonly<Record<string, number>>

/** Total of a basket; an unknown fruit costs nothing. */
export function totalOf(basket: readonly string[], prices: Prices): number {
  return basket.reduce((sum, fruit) => sum + (prices[fruit] ?? 0), 0)
}
