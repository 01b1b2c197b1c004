import { RATES, type RateBelief } from './rate.js'

/**
 * Noisy binary search. The files stand in a row; some shortest beginning of it (together with files already known to be
 * needed) hangs. Its length is searched. A hang is proof: the length is at most that. No hang is only a hint: what hangs
 * one time in five is silent four times in five. So each length has a weight at each rate, silence makes the shorter ones
 * lighter by as much as it should, and each question is the one that tells most. At a rate of 1 this is plain binary
 * search; at others the rate is learned on the way.
 */
export interface Search {
  /** `weights[rate][length]`, from length 0; all of them add up to 1. */
  readonly weights: readonly (readonly number[])[]
  /** The shortest length that has been seen to hang. */
  readonly seenLength: number
}

/**
 * `length` files, all of them together known to hang. `priorOfNone`: how likely it is that none of them is needed, 0
 * where that is impossible. The others are equally likely.
 */
export function beginSearch(length: number, priorOfNone: number, belief: RateBelief): Search {
  const each = (1 - priorOfNone) / length
  const prior = [priorOfNone, ...Array.from({ length }, () => each)]
  return { weights: belief.map((weight) => prior.map((share) => share * weight)), seenLength: length }
}

/** What a run of the first `length` files showed. */
export function learn(search: Search, length: number, hung: boolean): Search {
  const seenLength = hung ? Math.min(search.seenLength, length) : search.seenLength
  const weights = search.weights.map((row, index) => {
    const rate = RATES[index]!
    return row.map((weight, candidate) => {
      if (candidate > length) return hung ? 0 : weight
      return weight * (hung ? rate : 1 - rate)
    })
  })
  const sum = weights.reduce((total, row) => total + sumOf(row), 0)
  return { weights: weights.map((row) => row.map((weight) => weight / sum)), seenLength }
}

/** How sure it is that what has been seen to hang is the shortest. */
export function certainty(search: Search): number {
  return search.weights.reduce((sum, row) => sum + (row[search.seenLength] ?? 0), 0)
}

/** What the search has taught of the rate. */
export function rateBelief(search: Search): RateBelief {
  return search.weights.map(sumOf)
}

/**
 * The length to try next: the one whose answer is expected to tell most. What has been seen to hang already is among
 * them: after much silence it tells whether that is because of the files, or because it is rare.
 */
export function chooseLength(search: Search): number {
  let best = { length: 0, bits: -1 }
  let hanging = 0
  let known = 0
  for (let length = 0; length <= search.seenLength; length += 1) {
    const { weight, rate } = describeLength(search, length)
    hanging += weight * rate
    known += weight * entropy(rate)
    const bits = entropy(hanging) - known
    if (bits > best.bits + 1e-12) best = { length, bits }
  }
  return best.length
}

/** Weight of one length over all rates, and the rate to be expected if it is the one. */
function describeLength({ weights }: Search, length: number): { weight: number; rate: number } {
  let weight = 0
  let hanging = 0
  for (const [index, row] of weights.entries()) {
    weight += row[length] ?? 0
    hanging += (row[length] ?? 0) * RATES[index]!
  }
  return { weight, rate: weight === 0 ? 0 : hanging / weight }
}

function entropy(probability: number): number {
  if (probability <= 0 || probability >= 1) return 0
  return -probability * Math.log2(probability) - (1 - probability) * Math.log2(1 - probability)
}

/**
 * The least number of runs any method needs on average to tell `culpritCount` among `fileCount` files: the bits of the
 * answer over the most bits that one run can tell (the capacity of this noisy question).
 */
export function countLeastRuns(fileCount: number, culpritCount: number, rate: number): number {
  let hypotheses = 1
  for (let taken = 0; taken < culpritCount; taken += 1) hypotheses *= (fileCount - taken) / (taken + 1)
  let capacity = 0
  for (let guilty = 0.01; guilty < 1; guilty += 0.01) {
    capacity = Math.max(capacity, entropy(guilty * rate) - guilty * entropy(rate))
  }
  return Math.log2(hypotheses) / capacity
}

function sumOf(row: readonly number[]): number {
  return row.reduce((sum, weight) => sum + weight, 0)
}
