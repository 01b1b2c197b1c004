import fc from 'fast-check'

/** Pieces of what terminals are sent, from harmless to nasty; concatenated at random. */
const FRAGMENTS = [
  '\x1b[31m', '\x1b[0m', '\x1b[1A', '\x1b[2K', '\x1b[K', '\x1b[J', '\x1b[2J', '\x1b[H', '\x1b[999D', '\x1b[12G', '\x1b[3;4H',
  '\x1b[?2026h', '\x1b[?2026l', '\x1b[?1049h', '\x1b[?1049l', '\x1b7', '\x1b8', '\x1bM', '\x1bc', '\x1b(B', '\x1b[', '\x1b]8;;http://x\x07',
  '\x1b]8;;\x1b\\', '\x1b]0;title', '\x1bP1$r', '\x1b[5B', '\x1b[4C', '\x1b[9999999999A', '\x1b[1;2;3;4m', '\x18', '\x9b31m', '\b\b', '\r', '\n',
  '\r\n', '\t', '\0', '^C', 'é✓✔漢字👍', '\ufffd', 'x'.repeat(300), ' Test Files  9 passed (9)\n', '      Tests  99 passed (99)\n', '   Duration  12ms\n',
  'Tests:       3 passed, 3 total\n', 'Ran all test suites.\n', '=== 3 passed in 0.10s ===\n', '  4 passing (12ms)\n', 'ok  \tpkg\t0.1s\n', '1..3\n', 'ok 1\n',
  'test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n', 'running 3 tests\n', 'TAP version 13\n', '> a@1.0.0 test\n', 'a:test: ', 'web-1 | ',
] // biome-ignore format: one fragment a line would be a page

export const ansiSoup = fc
  .array(fc.oneof(fc.constantFrom(...FRAGMENTS), fc.string({ maxLength: 12 })), { maxLength: 120 })
  .map((pieces) => new TextEncoder().encode(pieces.join('')))

export const randomBytes = fc.uint8Array({ maxLength: 3_000 })

export const chunkSizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 })

/** One change of a transcript's lines; `at` and `to` are taken modulo their number. */
export interface Edit {
  readonly kind: 'delete' | 'duplicate' | 'swap' | 'cut' | 'insert'
  readonly at: number
  readonly to: number
}

export const edits = fc.array(
  fc.record({
    kind: fc.constantFrom<Edit['kind']>('delete', 'duplicate', 'swap', 'cut', 'insert'),
    at: fc.nat(),
    to: fc.nat(),
  }),
  { minLength: 1, maxLength: 12 },
)

/** Pieces that erase nothing and hide nothing. */
const HARMLESS = [
  '\x1b[31m',
  '\x1b[0m',
  '\x1b(B',
  '\x1b]8;;http://x\x07',
  '\x1b[?2026h',
  '\x1b[?2026l',
  '\xe2\x9c\x93',
  'x'.repeat(300),
  '\t',
  ' ',
]

/** Lines that bear bad news, in any runner's words; they stay where they are, as they are. */
const BAD_NEWS = /fail|error|abort|crash|not ok|cancel|panic|interrupt|✖|✘|✗|×|✕|\bE\b|[.sx]*[FE][.sxFEX]*$/i

/** Applies the edits to lines without bad news; Latin-1 keeps every byte. */
export function mutate(bytes: Uint8Array, list: readonly Edit[]): Uint8Array {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  for (const edit of list) {
    const at = edit.at % lines.length
    const line = lines[at]!
    if (isBadNews(line)) continue
    const to = edit.to % (line.length + 1)
    if (edit.kind === 'delete') lines.splice(at, 1)
    else if (edit.kind === 'duplicate') lines.splice(at, 0, line)
    else if (edit.kind === 'cut') lines[at] = line.slice(0, to)
    else if (edit.kind === 'insert')
      lines[at] = line.slice(0, to) + HARMLESS[edit.to % HARMLESS.length] + line.slice(to)
    else {
      const other = (at + 1) % lines.length // neighbours: a line moved far is another story, such as a run inside a test
      if (!isBadNews(lines[other]!)) [lines[at], lines[other]] = [lines[other]!, line]
    }
    if (lines.length === 0) lines.push('')
  }
  return new Uint8Array(Buffer.from(lines.join('\n'), 'latin1'))
}

function isBadNews(line: string): boolean {
  const text = Buffer.from(line, 'latin1')
    .toString('utf8')
    .replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '')
  return BAD_NEWS.test(text.trim())
}
