export interface Bin {
  readonly fromMs: number
  readonly toMs: number
  readonly count: number
}

/**
 * Durations in bins of equal ratio: teardown takes 50 ms or 50 s, and a linear scale would show one of them as nothing.
 * Zero counts as one millisecond.
 */
export function layHistogram(values: readonly number[], binsMax: number): Bin[] {
  const finite = values.filter((value) => Number.isFinite(value) && value >= 0).map((value) => Math.max(1, value))
  if (finite.length === 0) return []
  const low = finite.reduce((a, b) => Math.min(a, b))
  const high = Math.max(
    finite.reduce((a, b) => Math.max(a, b)),
    low * 1.2,
  )
  const count = Math.min(binsMax, Math.max(5, Math.ceil(Math.sqrt(finite.length) * 2)))
  const ratio = (high / low) ** (1 / count)
  const bins = Array.from({ length: count }, (_, index) => ({
    fromMs: low * ratio ** index,
    toMs: low * ratio ** (index + 1),
    count: 0,
  }))
  for (const value of finite) {
    const index = Math.min(count - 1, Math.max(0, Math.floor(Math.log(value / low) / Math.log(ratio))))
    bins[index]!.count += 1
  }
  return bins
}
