import * as v from 'valibot'
import type { EndedBy, Outcome, SignalName, Verdict } from '../core/outcome.js'
import type { ProcessRole } from '../core/report/model.js'
import { type Confidence, SUSPECT_KINDS, type SuspectKind } from '../core/suspects/finding.js'

/**
 * `strict` is what is published and written. `tolerant` reads documents of a newer minor version: it takes words that
 * this version does not know in the places of an enumeration, as the versioning policy asks of every reader.
 */
export type SchemaMode = 'strict' | 'tolerant'

export type Words = ReturnType<typeof createWords>

/** The enumerations that documents share. */
export function createWords(mode: SchemaMode) {
  const of = <Word extends string>(values: readonly Word[], meaning: string) =>
    v.pipe(
      mode === 'strict' ? v.picklist(values) : (v.string() as unknown as v.PicklistSchema<Word[], undefined>),
      v.description(meaning),
    )
  // Minor versions may differ; the reader has looked at the major before.
  const version = v.literal('1.0')
  return {
    of,
    outcome: () => of<Outcome>(OUTCOMES, 'What was seen of the run.'),
    verdict: () => of<Verdict>(['passed', 'failed', 'none', 'unknown'], 'What the runner said of its tests.'),
    endedBy: () => of<EndedBy>(['self', 'release', 'overstay', 'user'], 'Who brought it to its end.'),
    role: () => of<ProcessRole>(['command', 'descendant', 'reparented', 'detached'], 'How it belongs to the run.'),
    signal: () => of<SignalName>(SIGNALS, 'For the step signal.'),
    kind: () => of<SuspectKind>(SUSPECT_KINDS, 'What it is.'),
    confidence: () => of<Confidence>(['proved', 'certain', 'likely', 'possible'], CONFIDENCE_MEANING),
    schemaVersion: () =>
      described(
        mode === 'strict' ? version : (v.string() as unknown as typeof version),
        'major.minor; see the policy above.',
      ),
  }
}

const CONFIDENCE_MEANING =
  'proved: releasing exactly this let the process exit by itself; certain: the runtime says so; the rest is inferred.'

const OUTCOMES: readonly Outcome[] = [
  'clean',
  'slow-exit',
  'overstayed',
  'leaked',
  'stalled',
  'deadline',
  'interrupted',
  'failed-to-start',
]

const SIGNALS: readonly SignalName[] = [
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGKILL',
  'SIGUSR1',
  'SIGUSR2',
  'SIGTERM',
  'SIGCONT',
  'SIGSTOP',
  'SIGTSTP',
  'SIGWINCH',
  'SIGABRT',
]

export function described<Schema extends v.GenericSchema>(schema: Schema, meaning: string) {
  return v.pipe(schema, v.description(meaning))
}

/** A whole number from 0: counts, pids, lines. */
export function natural() {
  return v.pipe(v.number(), v.integer(), v.minValue(0))
}

export function milliseconds(meaning: string) {
  return described(v.number(), `ms. ${meaning}`)
}
