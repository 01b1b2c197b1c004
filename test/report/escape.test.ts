import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutText, escapeForTerminal, escapeLines, guardLineStart } from '../../src/core/words/escape.js'

/** Everything a terminal or a log reader acts on. */
const DANGEROUS = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}|##\[|##vso\[/u

describe('escapeForTerminal', () => {
  it.each([
    ['plain text, ü 漢 👩‍👩‍👧', 'plain text, ü 漢 👩‍👩‍👧'],
    ['a\nb\tc\r', 'a\\nb\\tc\\r'],
    ['\u001b[31mred', '\\x1b[31mred'],
    ['\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
    ['\u009b2J', '\\x9b2J'],
    ['user\u202etxt.exe', 'user\\u{202e}txt.exe'],
    ['half \ud800 pair', 'half \\ud800 pair'],
    ['x ##[error]y', 'x #\\x23[error]y'],
    ['##vso[task.complete]', '#\\x23vso[task.complete]'],
    ['C:\\new', 'C:\\new'],
  ])('%j', (text, shown) => expect(escapeForTerminal(text)).toBe(shown))

  it('leaves nothing dangerous of any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 })
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(fc.oneof(text, units), (any) => {
        expect(escapeForTerminal(any)).not.toMatch(DANGEROUS)
      }),
    )
  })

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        const once = escapeForTerminal(any)
        expect(escapeForTerminal(once)).toBe(once)
      }),
    )
  })
})

it('keeps the lines of a text of several lines', () => {
  expect(escapeLines('a\r\nb\n\tc\u001b')).toEqual(['a', 'b', '  c\\x1b'])
})

it('keeps workflow commands away from the start of a line', () => {
  expect(guardLineStart('   ::error::x')).toBe('   \\x3a:error::x')
  expect(guardLineStart('std::vector::x')).toBe('std::vector::x')
})

it('cuts without splitting a character, and says how much', () => {
  expect(cutText('abc👍def', 4)).toBe('abc… (5 more characters)')
  expect(cutText('abc', 3)).toBe('abc')
})
