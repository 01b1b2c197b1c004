import { describe, expect, it } from 'vitest'
import { Screen } from '../../../src/core/finish/terminal/screen.js'

/** Draws text and gives the lines that were told, with `-N` where lines from N on were taken back. */
function draw(text: string, columns: number | null = 80): string[] {
  const told: string[] = []
  const screen = new Screen(
    { line: (number, line) => told.push(`${number}:${line}`), erase: (number) => told.push(`-${number}`) },
    columns,
  )
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at++) screen.write(bytes, at, at + 1)
  screen.finish()
  return told.filter((line) => !/^\d+:$/.test(line))
}

describe('Screen', () => {
  it.each<[string, string, string[]]>([
    ['plain lines', 'a\nb\r\n', ['0:a', '1:b']],
    ['carriage return overwrites', '10%\r100%\n', ['0:100%']],
    ['CSI G overwrites', 'old\x1b[1Gnew\n', ['0:new']],
    ['erase to the end', 'Determining…\x1b[999D\x1b[KNo tests\n', ['0:No tests']],
    ['a live area is taken back', 'live\n\x1b[1A\x1b[2Kfinal\n', ['0:live', '-0', '0:final']],
    ['erase below', 'a\nb\nc\n\x1b[2A\x1b[J\n', ['0:a', '1:b', '2:c', '-1']],
    ['a line below a changed one is told again', 'a\nb\n\x1b[2AA\x1b[2B\n', ['0:a', '1:b', '-0', '0:A', '1:b']],
    ['links and titles', '\x1b]8;;http://x\x07text\x1b]8;;\x1b\\ \x1b]0;t\x07end\n', ['0:text end']],
    ['the alternate screen is no output', 'a\n\x1b[?1049hhidden\n\x1b[?1049lb\n', ['0:a', '1:b']],
    ['a cleared screen is a new page', 'a\n\x1b[2J\x1b[Hb\n', ['0:a', '1:b']],
    ['wide characters', '漢字\rxx\n', ['0:xx字']],
    ['a line feed inside a sequence', 'a\x1b[3\n1mb\n', ['0:a', '1:b']],
  ])('%s', (_, text, lines) => {
    expect(draw(text)).toEqual(lines)
  })

  it('counts the rows of wrapped lines when the cursor goes up', () => {
    expect(draw('0123456789abc\nx\n\x1b[3A\x1b[Jnew\n', 10)).toEqual(['0:0123456789abc', '1:x', '-0', '0:new'])
  })
})
