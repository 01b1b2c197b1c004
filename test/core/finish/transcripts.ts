import { readFileSync } from 'node:fs'
import type { FinishClaim, FinishObservation, OutputStream, RecogniserOptions } from '../../../src/core/finish/claim.js'
import { createFinishRecogniser } from '../../../src/core/finish/recogniser.js'

const ROOT = new URL('../../fixtures/finish/', import.meta.url)

export interface Label {
  readonly file: string
  readonly runner: string
  readonly columns: number | null
  readonly finished: boolean
  readonly verdict: string | null
  readonly passed: number | null
  readonly failed: number | null
  readonly skipped: number | null
  readonly decoy: boolean
}

export const LABELS = JSON.parse(readFileSync(new URL('labels.json', ROOT), 'utf8')) as readonly Label[]

export const readTranscript = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(file, ROOT)))

export const OPTIONS: RecogniserOptions = { runner: null, markers: [], columns: null }

/** Feeds bytes in pieces of the given sizes (repeated) and returns what is claimed before and after the end. */
export function recognise(
  bytes: Uint8Array,
  columns: number | null,
  sizes: readonly number[] = [bytes.length || 1],
  options = OPTIONS,
) {
  const recogniser = createFinishRecogniser({ ...options, columns })
  const stream: OutputStream = columns === null ? 'stdout' : 'terminal'
  const observations: FinishObservation[] = []
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    observations.push(...recogniser.feed(stream, bytes.subarray(at, at + size)))
    at += size
  }
  const live = lastClaim(observations, null)
  const claim = lastClaim(recogniser.end(), live)
  return { observations, live, claim }
}

function lastClaim(observations: readonly FinishObservation[], before: FinishClaim | null): FinishClaim | null {
  let claim = before
  for (const observation of observations) {
    if (observation.type === 'claimed') claim = observation.claim
    if (observation.type === 'withdrawn') claim = null
  }
  return claim
}

/** The claim in the form of a label. */
export function summarise(claim: FinishClaim | null) {
  if (claim === null) return { finished: false, verdict: null, passed: null, failed: null, skipped: null }
  const { passed, failed, skipped } = claim.counts
  return { finished: true, verdict: claim.verdict, passed, failed, skipped }
}

export function expected({ finished, verdict, passed, failed, skipped }: Label) {
  return { finished, verdict, passed, failed, skipped }
}
