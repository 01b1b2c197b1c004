import { describe, expect, it } from 'vitest'
import { renderMarkdown } from '../../../src/report/markdown.js'
import { codeBlock, codeSpan, countUtf8Bytes, escapeMarkdown, splitCode } from '../../../src/report/markup.js'
import { HOSTILE, makeHostileReport, REPORT_NAMES, readReport } from '../support.js'

/** The document without code blocks, code spans and escapes, read in one pass as Markdown is: the rest is markup. */
function stripCode(text: string): string {
  const withoutBlocks = text.replace(/^(`{3,})[\s\S]*?^\1$/gm, '')
  return withoutBlocks.replace(/\\[!-/:-@[-`{-~]|(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '')
}

describe('renderMarkdown', () => {
  it('tells the outcome, the suspects and the end', () => {
    expect(renderMarkdown(readReport('overstayed-one'))).toMatchSnapshot()
  })

  it.each(REPORT_NAMES)('begins with one heading: %s', (name) => {
    expect(renderMarkdown(readReport(name))).toMatch(/^## \S+ overstay: /)
  })

  it('lets no hostile text become markup', () => {
    const sources = new Map([[`src/${HOSTILE}.ts`, ['```', '~~~', HOSTILE]]])
    const rest = stripCode(renderMarkdown(makeHostileReport(), { sources }))
    expect(rest).not.toMatch(/<(?!!-- -->)|[[\]]|https?:\/\/|\p{Surrogate}|[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u)
    expect(rest.match(/^#+ .*$/gm)?.map((line) => line.split(' ')[0])).toEqual([
      '##',
      '###',
      '###',
      '###',
      '###',
      '###',
    ])
    expect(rest).not.toMatch(/^\s*::/m)
    for (const row of rest.split('\n').filter((line) => line.startsWith('|'))) expect(row.split('|')).toHaveLength(9)
  })

  it('is cut between blocks when it is too long, and says so', () => {
    const report = makeHostileReport('word '.repeat(300))
    const whole = renderMarkdown(report)
    const cut = renderMarkdown(report, { bytesMax: 3000 })
    expect(countUtf8Bytes(cut)).toBeLessThanOrEqual(3000)
    expect(cut).toMatch(/_Cut here: .*_\n$/)
    expect(whole.startsWith(cut.slice(0, cut.indexOf('_Cut here')))).toBe(true)
  })
})

describe('markup', () => {
  it.each([
    ['a*b_c', 'a\\*b\\_c'],
    ['<b>&', '&lt;b&gt;&amp;'],
    ['see https://x.y', 'see https\\://x.y'],
    ['www.x.y', 'www\\.x.y'],
    ['@me', '@<!-- -->me'],
  ])('escapes %s', (text, escaped) => expect(escapeMarkdown(text)).toBe(escaped))

  it.each([
    ['call `a()` in `b`', ['call ', '`a()`', ' in ', '`b`']],
    ['an odd ` stays', ['an odd ` stays']],
    ['``', ['``']],
  ])('finds the code in %s', (text, pieces) => {
    expect(splitCode(text).map((piece) => (piece.isCode ? `\`${piece.text}\`` : piece.text))).toEqual(pieces)
  })

  it('fences with more backticks than there are inside', () => {
    expect(codeSpan('a`b')).toBe('``a`b``')
    expect(codeSpan('`')).toBe('`` ` ``')
    expect(codeSpan('a|b', 'table')).toBe('`a\\|b`')
    expect(codeBlock(['```', 'x'])).toBe('````\n```\nx\n````')
  })

  it.each(['', 'abc', 'ü', '漢', '👍', '\ud800', 'a\udc00b'])('counts the bytes of %j', (text) => {
    expect(countUtf8Bytes(text)).toBe(Buffer.byteLength(text))
  })
})
