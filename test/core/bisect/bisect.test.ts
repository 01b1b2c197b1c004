import { describe, expect, it } from 'vitest'
import {
  type Bisect,
  type BisectVerdict,
  beginBisect,
  nextQuestion,
  suggest,
  takeAnswer,
  verdictOf,
} from '../../../src/core/bisect/bisect.js'
import { countLeastRuns } from '../../../src/core/bisect/search.js'
import { createRandom } from '../repeat/random.js'

type World = (files: readonly string[]) => boolean

const row = (count: number) => Array.from({ length: count }, (_, index) => `f${index}`)

function solve(begin: Bisect, hangs: World): BisectVerdict {
  let state = begin
  for (let question = nextQuestion(state); question !== null; question = nextQuestion(state)) {
    expect(state.runCount).toBeLessThan(2_000)
    // As it would be read back from a file.
    state = JSON.parse(JSON.stringify(takeAnswer(state, hangs(question.files)))) as Bisect
  }
  return verdictOf(state)
}

const holds =
  (...culprits: readonly string[]): World =>
  (files) =>
    culprits.every((file) => files.includes(file))

const inOrder =
  (...culprits: readonly string[]): World =>
  (files) => {
    const places = culprits.map((file) => files.indexOf(file))
    return places.every((place, index) => place >= 0 && (index === 0 || place > places[index - 1]!))
  }

/** Over all places (or a fair sample of them): mean and worst number of runs. */
function measure(verdicts: readonly BisectVerdict[]): { mean: number; worst: number } {
  const counts = verdicts.map(({ runCount }) => runCount)
  return { mean: counts.reduce((sum, count) => sum + count, 0) / counts.length, worst: Math.max(...counts) }
}

describe('finds, where what hangs does so every time,', () => {
  it('the single guilty file among 64, wherever it stands', () => {
    const verdicts = row(64).map((file) => {
      const verdict = solve(beginBisect(row(64)), holds(file))
      expect(verdict).toMatchObject({ culprits: [file], orderMatters: null, restHangs: false })
      expect(verdict.confidence).toBeGreaterThan(0.95)
      return verdict
    })
    expect(verdicts[0]!.leastRunCount).toBeCloseTo(6, 0)
    // Two to see that it hangs, six to search, one to see that it hangs alone, one that the rest does not.
    const { mean, worst } = measure(verdicts)
    expect(mean).toBeLessThanOrEqual(11)
    expect(worst).toBeLessThanOrEqual(14)
  })

  it('the guilty pair among 32', () => {
    const files = row(32)
    const verdicts: BisectVerdict[] = []
    for (let first = 0; first < 32; first += 3) {
      for (let second = first + 1; second < 32; second += 4) {
        const pair = [`f${first}`, `f${second}`]
        const verdict = solve(beginBisect(files), holds(...pair))
        expect(verdict).toMatchObject({ culprits: pair, orderMatters: false, restHangs: false })
        verdicts.push(verdict)
      }
    }
    expect(countLeastRuns(32, 2, 0.999)).toBeCloseTo(9, 0)
    expect(measure(verdicts).mean).toBeLessThanOrEqual(18)
    expect(measure(verdicts).worst).toBeLessThanOrEqual(22)
  })

  it('the pair that hangs in one order only', () => {
    const verdict = solve(beginBisect(row(32)), inOrder('f7', 'f20'))
    expect(verdict).toMatchObject({ culprits: ['f7', 'f20'], orderMatters: true, restHangs: false })
  })

  it('three that are needed together', () => {
    expect(solve(beginBisect(row(20)), holds('f1', 'f2', 'f19')).culprits).toEqual(['f1', 'f2', 'f19'])
  })

  it('one cause, and says that there is another', () => {
    const verdict = solve(beginBisect(row(16)), (files) => files.includes('f3') || files.includes('f11'))
    expect(verdict).toMatchObject({ culprits: ['f3'], restHangs: true })
  })

  it('what a suspect named, at once; a wrong name costs one run', () => {
    const right = solve(suggest(beginBisect(row(64)), 'f40'), holds('f40'))
    expect(right).toMatchObject({ culprits: ['f40'], runCount: 4 })
    const wrong = solve(beginBisect(row(64), 'f41'), holds('f40'))
    expect(wrong.culprits).toEqual(['f40'])
    expect(solve(suggest(beginBisect(row(4)), 'elsewhere'), holds('f2')).culprits).toEqual(['f2'])
  })

  it('the only file there is', () => {
    expect(solve(beginBisect(['a']), holds('a'))).toMatchObject({ culprits: ['a'], runCount: 2 })
  })
})

describe('where it hangs one time in five', () => {
  it('finds the file among 32, with the confidence it claims', () => {
    const random = createRandom(11)
    const verdicts = Array.from({ length: 150 }, (_, index) => {
      const file = `f${index % 32}`
      const verdict = solve(beginBisect(row(32)), (files) => files.includes(file) && random() < 0.2)
      return { verdict, isRight: verdict.culprits.length === 1 && verdict.culprits[0] === file, file }
    })
    const found = verdicts.filter(({ verdict }) => verdict.culprits.length > 0)
    expect(found.length / verdicts.length).toBeGreaterThan(0.98)
    expect(found.filter(({ isRight }) => isRight).length / found.length).toBeGreaterThan(0.9)
    // Whatever it says holds the culprit for sure: only sets that were seen to hang are kept.
    for (const { verdict, file } of found) expect(verdict.culprits).toContain(file)
    expect(countLeastRuns(32, 1, 0.2)).toBeCloseTo(44, 0)
    expect(measure(found.map(({ verdict }) => verdict)).mean).toBeLessThan(120)
  })
})

it('gives up on what does not hang', () => {
  const verdict = solve(beginBisect(row(8)), () => false)
  expect(verdict).toMatchObject({ culprits: [], rate: 0, runCount: 30 })
})

it('asks for nothing it knows: the same answers give the same questions', () => {
  const answers = [true, true, false, true, false, true]
  const replay = () => answers.reduce((state, hung) => takeAnswer(state, hung), beginBisect(row(64)))
  expect(nextQuestion(replay())).toEqual(nextQuestion(replay()))
})
