import { LIMITS } from '../limits.js'
import { believe, countRepeats, expectRate, PRIOR_BELIEF, type RateBelief } from './rate.js'
import { beginSearch, certainty, chooseLength, countLeastRuns, learn, rateBelief, type Search } from './search.js'

/** What is asked of the world: run these files, in this order. Does it hang? */
export interface Question {
  readonly files: readonly string[]
  readonly purpose: Purpose
}

/**
 * baseline  does all of it hang, and how often?
 * guess     does the file that a suspect was made in hang alone?
 * search    which file is needed? (beginnings of the row, with the files found so far behind them)
 * order     does it hang the other way round as well?
 * rest      does the rest hang without the culprits?
 */
export type Purpose = 'baseline' | 'guess' | 'search' | 'order' | 'rest'

/** A search as far as it has come. Plain data; the same answers give the same state. */
export interface Bisect {
  readonly files: readonly string[]
  readonly guess: string | null
  readonly purpose: Purpose | 'done'
  /** Runs of all files together, and how many of them hung. */
  readonly baseline: { readonly runs: number; readonly hangs: number }
  /** What is believed of the rate at which the guilty hang. */
  readonly belief: RateBelief
  /** Silent runs of the present question in a row (guess, order, rest). */
  readonly silentCount: number
  /** Culprits found so far, in the order of the row. */
  readonly needed: readonly string[]
  /** Files before the first culprit found: the next one is among them. */
  readonly limit: number
  readonly search: Search | null
  /** Probability that each step of the search is right, multiplied. */
  readonly certainty: number
  readonly orderMatters: boolean | null
  readonly restHangs: boolean | null
  readonly runCount: number
}

export interface BisectVerdict {
  /** Empty: it did not hang at all. */
  readonly culprits: readonly string[]
  /** Null with fewer than two culprits. */
  readonly orderMatters: boolean | null
  /** The others hang without them: there is more than one cause. */
  readonly restHangs: boolean
  /** Probability that no fewer of them would do, given that what hangs does so as often in part as in whole. */
  readonly confidence: number
  /** How often it hangs. */
  readonly rate: number
  readonly runCount: number
  /** The least number of runs that any method needs on average, see search.ts. */
  readonly leastRunCount: number
}

/** Runs that all hang after which it counts as hanging every time; and hangs to see when it does not. */
const BASELINE_ALWAYS_RUNS = 2
const BASELINE_HANGS = 3
/** Probability of error allowed to one step of the search, and to the checks around it. */
const STEP_ERROR = 0.02
const CHECK_ERROR = 0.05
/** How likely it is that a culprit acts alone, before that is tried. */
const PRIOR_OF_ALONE = 0.5

/** Begin with all files in the order in which they run; `guess` is verified first. */
export function beginBisect(files: readonly string[], guess: string | null = null): Bisect {
  return {
    files,
    guess: guess !== null && files.includes(guess) && files.length > 1 ? guess : null,
    purpose: 'baseline',
    baseline: { runs: 0, hangs: 0 },
    belief: PRIOR_BELIEF,
    silentCount: 0,
    needed: [],
    limit: files.length,
    search: null,
    certainty: 1,
    orderMatters: null,
    restHangs: null,
    runCount: 0,
  }
}

/** A suspect of a run has named the file it was made in. Only counts until the search has begun. */
export function suggest(state: Bisect, guess: string): Bisect {
  const isOpen = state.purpose === 'baseline' && state.guess === null
  return isOpen && state.files.includes(guess) && state.files.length > 1 ? { ...state, guess } : state
}

/** The next question; null: the verdict is there. */
export function nextQuestion(state: Bisect): Question | null {
  const { purpose, files, needed, guess } = state
  switch (purpose) {
    case 'baseline':
      return { purpose, files }
    case 'guess':
      return { purpose, files: guess === null ? [] : [guess] }
    case 'search':
      return { purpose, files: [...files.slice(0, lengthToTry(state)), ...needed] }
    case 'order':
      return { purpose, files: needed.toReversed() }
    case 'rest':
      return { purpose, files: files.filter((file) => !needed.includes(file)) }
    case 'done':
      return null
  }
}

/** The answer to the next question. */
export function takeAnswer(before: Bisect, hung: boolean): Bisect {
  const state = { ...before, runCount: before.runCount + 1 }
  switch (state.purpose) {
    case 'baseline':
      return takeBaseline(state, hung)
    case 'guess':
      if (hung)
        return afterSearch({
          ...state,
          belief: believe(state.belief, true),
          needed: state.guess === null ? [] : [state.guess],
        })
      return isSilentEnough(state) ? beginStep({ ...state, silentCount: 0 }) : silent(state)
    case 'search':
      return takeSearch(state, hung)
    case 'order':
      if (hung) return toRest({ ...state, orderMatters: false })
      return isSilentEnough(state) ? toRest({ ...state, orderMatters: true }) : silent(state)
    case 'rest':
      if (hung) return { ...state, restHangs: true, purpose: 'done' }
      return isSilentEnough(state) ? { ...state, restHangs: false, purpose: 'done' } : silent(state)
    case 'done':
      return before
  }
}

export function verdictOf(state: Bisect): BisectVerdict {
  const rate = expectRate(state.belief)
  const isFound = state.baseline.hangs > 0
  return {
    culprits: isFound ? state.needed : [],
    orderMatters: state.orderMatters,
    restHangs: state.restHangs === true,
    confidence: state.certainty,
    rate: isFound ? rate : 0,
    runCount: state.runCount,
    leastRunCount: isFound ? countLeastRuns(state.files.length, Math.max(1, state.needed.length), rate) : 0,
  }
}

function takeBaseline(state: Bisect, hung: boolean): Bisect {
  const baseline = { runs: state.baseline.runs + 1, hangs: state.baseline.hangs + (hung ? 1 : 0) }
  const next = { ...state, baseline, belief: believe(state.belief, hung) }
  const isAlways = baseline.hangs === baseline.runs && baseline.runs >= BASELINE_ALWAYS_RUNS
  const isOver = isAlways || baseline.hangs >= BASELINE_HANGS || baseline.runs >= LIMITS.bisectBaselineRunsMax
  if (!isOver) return next
  if (baseline.hangs === 0) return { ...next, purpose: 'done' }
  if (state.files.length === 1) return afterSearch({ ...next, needed: state.files })
  return state.guess === null ? beginStep(next) : { ...next, purpose: 'guess' }
}

/** Search the next culprit before those that are known. */
function beginStep(state: Bisect): Bisect {
  const search = beginSearch(state.limit, state.needed.length === 0 ? 0 : PRIOR_OF_ALONE, state.belief)
  return settleStep({ ...state, purpose: 'search', search })
}

function takeSearch(state: Bisect, hung: boolean): Bisect {
  if (state.search === null) return state
  return settleStep({ ...state, search: learn(state.search, lengthToTry(state), hung) })
}

/** Is this step of the search sure enough? Then the culprit at its end is known, and perhaps all of them. */
function settleStep(state: Bisect): Bisect {
  const { search, files, needed } = state
  if (search === null || certainty(search) < 1 - STEP_ERROR) return state
  const sure = {
    ...state,
    certainty: state.certainty * certainty(search),
    belief: rateBelief(search),
    search: null,
  }
  const length = search.seenLength
  if (length === 0) return afterSearch(sure)
  const found = { ...sure, needed: [files[length - 1] ?? '', ...needed], limit: length - 1 }
  return found.limit === 0 ? afterSearch(found) : beginStep(found)
}

function afterSearch(state: Bisect): Bisect {
  const next = { ...state, silentCount: 0 }
  return state.needed.length > 1 ? { ...next, purpose: 'order' } : toRest(next)
}

function toRest(state: Bisect): Bisect {
  const hasRest = state.files.length > state.needed.length
  return { ...state, silentCount: 0, purpose: hasRest ? 'rest' : 'done' }
}

function lengthToTry({ search }: Bisect): number {
  return search === null ? 0 : chooseLength(search)
}

function isSilentEnough(state: Bisect): boolean {
  return state.silentCount + 1 >= countRepeats(state.belief, CHECK_ERROR)
}

function silent(state: Bisect): Bisect {
  return { ...state, silentCount: state.silentCount + 1 }
}
