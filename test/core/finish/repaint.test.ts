import { expect, it } from 'vitest'
import { RepaintFilter } from '../../../src/core/finish/repaint.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const frame = (seconds: number) =>
  `\u001b[?2026h\u001b[K\u001b[1A\u001b[K\n ❯ test/a.test.ts 0/1\n\n      Tests 0 passed (1)\n   Duration ${seconds}.0${seconds}s\n\u001b[?2026l`

it('a status area whose clock alone moves is a repaint', () => {
  const filter = new RepaintFilter()
  expect(filter.isRepaint(bytes(frame(1)))).toBe(false)
  expect(filter.isRepaint(bytes(frame(2)))).toBe(true)
  expect(filter.isRepaint(bytes(frame(3).replace('test/a', 'test/b')))).toBe(false)
})

it('a spinner is a repaint, a carriage return with other words is not', () => {
  const filter = new RepaintFilter()
  expect(filter.isRepaint(bytes('\r| waiting'))).toBe(false)
  expect(filter.isRepaint(bytes('\r/ waiting'))).toBe(true)
  expect(filter.isRepaint(bytes('\r- closing'))).toBe(false)
})

it('plain lines are always news, even the same ones', () => {
  const filter = new RepaintFilter()
  for (let n = 0; n < 3; n += 1) expect(filter.isRepaint(bytes('still waiting 5\r\n'))).toBe(false)
  expect(filter.isRepaint(bytes('\u001b[32mok\u001b[39m\n'))).toBe(false)
  expect(filter.isRepaint(bytes('\u001b[32mok\u001b[39m\n'))).toBe(false)
})
