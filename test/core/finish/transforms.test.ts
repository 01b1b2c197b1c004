import { describe, expect, it } from 'vitest'
import { LABELS, readTranscript, recognise } from './transcripts.js'

/** What lies between a runner and us must not change what is recognised. Bytes are handled as Latin-1 text. */
const TRANSFORMS: Readonly<Record<string, (text: string) => string>> = {
  'docker compose': (text) => text.replaceAll(/^/gm, 'web-1  | '),
  'timestamps of GitHub': (text) => text.replaceAll(/^/gm, '2026-11-22T03:11:11.1234567Z '),
  turbo: (text) => text.replaceAll(/^/gm, '@acme/web:test: '),
  concurrently: (text) => text.replaceAll(/^/gm, '[0] '),
  'CR LF': (text) => text.replaceAll('\n', '\r\n'),
  'CR CR LF': (text) => text.replaceAll('\n', '\r\r\n'),
  'folded at 80': (text) => fold(text, 80),
  'folded at 40': (text) => fold(text, 40),
  'no final newline': (text) => text.replace(/[\r\n]+$/, ''),
}

function fold(text: string, width: number): string {
  return text.replaceAll(new RegExp(`[^\\n]{${width}}(?=[^\\n])`, 'g'), '$&\n')
}

/** karma moves the cursor up, which really takes a prefix along. */
const piped = LABELS.filter((label) => label.columns === null && label.runner !== 'karma')

describe.each(Object.entries(TRANSFORMS))('%s', (_, transform) => {
  it('changes nothing', () => {
    for (const { file } of piped) {
      const bytes = readTranscript(file)
      const changed = Buffer.from(transform(Buffer.from(bytes).toString('latin1')), 'latin1')
      const { verdict, counts } = recognise(bytes, null).claim ?? { verdict: null, counts: null }
      expect(recognise(changed, null).claim ?? { verdict: null, counts: null }, file).toMatchObject({ verdict, counts })
    }
  })
})
