import { expect, it } from 'vitest'
import { NoiseFilter } from '../../../src/supervisor/child/noise-filter.js'

const LINE = 'Debugger attached.'

function filterOf(announced: number, atMs = () => 0) {
  const noise = new NoiseFilter(atMs)
  for (let n = 0; n < announced; n += 1) noise.expect(LINE)
  return (text: string) => Buffer.from(noise.filter(Buffer.from(text))).toString()
}

it('drops as many lines as were announced, wherever a line begins', () => {
  const filter = filterOf(2)
  expect(filter(`a\n${LINE}\nb`)).toBe('a\nb')
  expect(filter(`${LINE}\r\n`)).toBe('')
  expect(filter(`${LINE}\n`)).toBe(`${LINE}\n`)
  expect(filterOf(1)(`ok 1\n# ${LINE}\n1..1\n`)).toBe('ok 1\n1..1\n')
})

it('touches nothing that was not announced, is no whole line, or comes late', () => {
  expect(filterOf(0)(`${LINE}\n`)).toBe(`${LINE}\n`)
  expect(filterOf(1)(`x ${LINE}\n`)).toBe(`x ${LINE}\n`)
  expect(filterOf(1)(`${LINE} Really.\n`)).toBe(`${LINE} Really.\n`)
  let nowMs = 0
  const filter = filterOf(1, () => nowMs)
  nowMs = 5_000
  expect(filter(`${LINE}\n`)).toBe(`${LINE}\n`)
})
