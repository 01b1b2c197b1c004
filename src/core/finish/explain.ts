import type { FinishClaim, FinishRecogniser, OutputStream, RecogniserOptions } from './claim.js'
import type { Match } from './matcher.js'
import { createFinishRecogniser } from './recogniser.js'

const SHOWN_CHARS = 80

/**
 * A recogniser that says line by line what it recognised and why, through `say` (one text line a call, without a
 * line feed; control characters of the command do not occur in it). For `overstay run --explain-finish`.
 */
export function explainFinish(options: RecogniserOptions, say: (line: string) => void): FinishRecogniser {
  let before: FinishClaim | null = null
  const tell = (claim: FinishClaim | null) => {
    const change = describeChange(before, claim)
    if (change !== null) say(`  => ${change}`)
    before = claim
  }
  const inner = createFinishRecogniser(options, {
    matched(text, matches, claim) {
      for (const match of matches) say(describeMatch(text, match))
      tell(claim)
    },
    erased(claim) {
      say('(lines were erased from the screen: what they said is taken back)')
      tell(claim)
    },
  })
  return {
    feed: (stream: OutputStream, bytes: Uint8Array) => inner.feed(stream, bytes),
    resize: (columns) => inner.resize(columns),
    end() {
      const last = inner.end()
      say('(the output has ended)')
      for (const observation of last) {
        if (observation.type === 'claimed') tell(observation.claim)
        if (observation.type === 'withdrawn') tell(null)
      }
      if (before === null) say('  => no finish was recognised')
      return last
    },
  }
}

const MEANINGS: Readonly<Record<Match['role'], string>> = {
  start: 'a run begins',
  open: 'a test begins',
  test: 'test output',
  part: 'part of the summary',
  end: 'the summary is complete',
  after: 'adds to the summary',
  details: 'results are listed once more',
  boundary: 'another command begins',
  watch: 'waits for changes',
}

function describeMatch(text: string, match: Match): string {
  const lane = match.lane === '' ? '' : ` [${printable(match.lane)}]`
  return `${match.format.name}${lane}: ${MEANINGS[match.role]}: ${printable(text.trim()).slice(0, SHOWN_CHARS)}`
}

function describeChange(before: FinishClaim | null, claim: FinishClaim | null): string | null {
  if (claim === null) return before === null ? null : 'not finished after all'
  if (before !== null && JSON.stringify(before) === JSON.stringify(claim)) return null
  const { passed, failed, skipped, errors } = claim.counts
  const counts = Object.entries({ passed, failed, skipped, errors }).flatMap(([word, count]) =>
    count === null ? [] : [`${count} ${word}`],
  )
  return `finished: ${claim.runner}, ${claim.verdict}${counts.length > 0 ? ` (${counts.join(', ')})` : ''}`
}

const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, '?')
