import { LIMITS } from '../limits.js'
import type { Format, Line, Role, Rule } from './formats/format.js'
import { unprefix } from './prefix.js'
import { followLine, type Runs } from './runs/follow.js'
import { buildTriggers, findOwners, type TriggerIndex } from './triggers.js'

/** All that the lines so far have led to. Never changed, only replaced, so that erased lines can be taken back. */
export interface MatchState {
  readonly runs: Runs
  readonly lanes: readonly string[]
}

export const EMPTY_STATE: MatchState = { runs: [], lanes: [''] }

/** A rule that a line matched, for activity, watch mode and explanations. */
export interface Match {
  readonly format: Format
  readonly rule: Rule
  readonly role: Role
  readonly lane: string
  readonly text: string
}

/** A progress line: a character for each test. */
const DOTS = /^[.FEsSxXRpu,*]+$/

/** Tries the formats' rules on lines. Holds no state of the run. */
export class Matcher {
  readonly triggers: TriggerIndex
  readonly #rules: { readonly format: Format; readonly rule: Rule }[] = []
  readonly #always: number[] = []
  readonly #afterBlanks: number[] = []
  readonly #dots: number[] = []

  constructor(formats: readonly Format[]) {
    for (const format of formats) for (const rule of format.rules) this.#rules.push({ format, rule })
    this.triggers = buildTriggers(this.#rules.map(({ rule }) => rule.on))
    this.#rules.forEach(({ rule }, index) => {
      if (rule.on.length === 0 && rule.afterBlanks === undefined && rule.isDots !== true) this.#always.push(index)
      if (rule.afterBlanks !== undefined) this.#afterBlanks.push(index)
      if (rule.isDots === true) this.#dots.push(index)
    })
  }

  /** The state after a line, and the rules it matched. */
  follow(state: MatchState, line: Line): { state: MatchState; matches: readonly Match[] } {
    const candidates = this.#candidates(line)
    if (candidates.length === 0) return { state, matches: [] }
    const direct = this.#try(state, '', line, candidates)
    if (direct.matches.length > 0) return direct
    for (const reading of unprefix(line.text)) {
      if (!state.lanes.includes(reading.lane) && state.lanes.length >= LIMITS.lanesMax) continue
      const found = this.#try(state, reading.lane, { ...line, text: reading.text }, candidates)
      if (found.matches.length > 0) return found
    }
    return { state, matches: [] }
  }

  #candidates(line: Line): readonly number[] {
    const owners = findOwners(this.triggers, line.text)
    const blank = this.#afterBlanks.filter((index) => line.blanksBefore >= this.#rules[index]!.rule.afterBlanks!)
    const dots = DOTS.test(line.text) ? this.#dots : []
    if (this.#always.length + blank.length + dots.length === 0) return owners
    return [...new Set([...this.#always, ...blank, ...dots, ...owners])].sort((a, b) => a - b)
  }

  #try(state: MatchState, lane: string, line: Line, candidates: readonly number[]) {
    const matches: Match[] = []
    let runs = state.runs
    let taken: Format | null = null
    for (const index of candidates) {
      const { format, rule } = this.#rules[index]!
      if (format === taken) continue // one meaning a line and format
      const groups = rule.match.exec(
        rule.on.length === 0 && format.name === 'marker' ? line.text.slice(0, LIMITS.markerLineCharsMax) : line.text,
      )
      if (groups === null) continue
      const after = followLine(runs, lane === '' ? laneOf(runs, format) : lane, format, rule, groups, line)
      if (after === runs && rule.role !== 'watch' && rule.role !== 'boundary') {
        if (rule.role !== 'test') continue
      }
      runs = after
      taken = format
      matches.push({ format, rule, role: rule.role, lane, text: line.text })
    }
    const lanes = matches.length > 0 && !state.lanes.includes(lane) ? [...state.lanes, lane] : state.lanes
    return { state: runs === state.runs && lanes === state.lanes ? state : { runs, lanes }, matches }
  }
}

/**
 * The lane a line without prefix belongs to: a runner that clears its line (`ESC[999D ESC[K`) wipes out the prefix a
 * task runner put there, so such a line is that of the run which is open in a lane.
 */
function laneOf(runs: Runs, format: Format): string {
  const open = runs.filter((run) => run.format === format && run.summary === null)
  return open.some((run) => run.lane === '') ? '' : (open.at(-1)?.lane ?? '')
}
