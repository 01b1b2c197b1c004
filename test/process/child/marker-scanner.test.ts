import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createMarkerScanner, markerPrefix } from '../../../src/supervisor/child/marker-scanner.js'

const NONCE = '0123456789abcdef'

/** What comes out, bytes as latin1 text and markers in angle brackets, with neighbouring bytes joined. */
function scan(pieces: readonly string[], afterPiece?: (release: () => void, index: number) => void): string {
  let out = ''
  const scanner = createMarkerScanner(NONCE, {
    onBytes: (bytes) => {
      out += Buffer.from(bytes).toString('latin1')
    },
    onMarker: (body) => {
      out += `<${body}>`
    },
  })
  pieces.forEach((piece, index) => {
    scanner.feed(Buffer.from(piece, 'latin1'))
    afterPiece?.(() => scanner.release(), index)
  })
  scanner.release()
  return out
}

const MARKER = `${markerPrefix(NONCE)}x0;0;0\x07`

it('takes a marker out wherever the reads cut it', () => {
  const text = `before\x1b[0m${MARKER}after\xff\x00`
  for (let cut = 0; cut <= text.length; cut++)
    expect(scan([text.slice(0, cut), text.slice(cut)])).toBe('before\x1b[0m<x0;0;0>after\xff\x00')
  expect(scan([...text])).toBe('before\x1b[0m<x0;0;0>after\xff\x00')
})

it('lets through what only looks like a marker', () => {
  for (const text of [
    '\x1b]7770;other;x\x07',
    '\x1b]',
    '\x1b\x1b\x1b]7770;',
    `${markerPrefix(NONCE)}${'y'.repeat(100)}\x07`,
    markerPrefix(NONCE),
  ])
    for (let cut = 0; cut <= text.length; cut++) expect(scan([text.slice(0, cut), text.slice(cut)])).toBe(text)
})

it('gives every byte exactly once, whatever the cuts and the releases', () => {
  const word = fc.constantFrom(
    '\x1b',
    ']',
    '7770;',
    NONCE,
    ';',
    'x1',
    '\x07',
    'text',
    '\n',
    markerPrefix(NONCE),
    '\x1b]777',
  )
  fc.assert(
    fc.property(fc.array(fc.array(word), { maxLength: 12 }), fc.array(fc.boolean()), (words, releases) => {
      const pieces = words.map((piece) => piece.join(''))
      const whole = scan([pieces.join('')])
      expect(scan(pieces)).toBe(whole)
      // A released beginning of a marker is out; the rest of it must still be recognised and nothing doubled.
      const released = scan(pieces, (release, index) => releases[index] && release())
      const strip = (text: string) => text.replaceAll(markerPrefix(NONCE), '').replace(/<[^>]*>/g, '')
      expect(strip(released).length).toBeGreaterThanOrEqual(strip(whole).length)
      expect(released.match(/<[^>]*>/g)).toEqual(whole.match(/<[^>]*>/g))
    }),
    { numRuns: 500 },
  )
})
