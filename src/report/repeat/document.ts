import * as v from 'valibot'
import type { Aggregate } from '../../core/report/aggregate.js'
import { type Comparison, summarizeAggregate } from '../../core/report/summary.js'
import { stringifySafely } from '../json.js'
import { createWords, described, milliseconds, natural, type SchemaMode } from '../schema-parts.js'

/** Where editors and validators find the schema of many runs put together. */
export const REPEAT_SCHEMA_URL = 'https://unpkg.com/overstay@1/schema/repeat.v1.schema.json'

export const REPEAT_SCHEMA_TITLE = 'overstay repeat, schema version 1'

export const REPEAT_SCHEMA_POLICY =
  'Many runs of one command: what `overstay repeat` writes and what merged reports become. The iterations are the facts; ' +
  'the summary is made of them and is left unread when files are merged. Versioning as for the report of one run.'

export type RepeatShape = v.InferOutput<ReturnType<typeof createRepeatSchema>>

/** The shape of many runs put together, as a value; see `createReportSchema`. A test holds it equal to `Iteration`. */
export function createRepeatSchema(mode: SchemaMode) {
  const words = createWords(mode)
  const culprit = v.object({
    key: described(v.string(), 'Equal where the same thing was seen in another run.'),
    kind: words.kind(),
    confidence: words.confidence(),
    place: described(v.string(), 'file:line, or the name of the process.'),
    summary: v.string(),
    fix: v.nullable(v.string()),
    testFile: v.exactOptional(described(v.nullable(v.string()), 'The test file during which it was made.')),
  })
  const iteration = v.object({
    runId: v.string(),
    index: described(v.nullable(natural()), 'From 0; null for a run outside repeat.'),
    startedAt: v.string(),
    outcome: words.outcome(),
    verdict: words.verdict(),
    exitCode: natural(),
    totalMs: milliseconds('The whole run.'),
    testsMs: v.nullable(milliseconds('From start to finish.')),
    teardownMs: v.nullable(milliseconds('From finish to the end of the whole process tree.')),
    suspects: v.array(culprit),
  })
  return v.object({
    format: v.literal('overstay-repeat'),
    schemaVersion: words.schemaVersion(),
    iterations: v.array(iteration),
    sampled: described(v.boolean(), 'True when there were more runs than are kept: then these are a fair sample.'),
    summary: described(v.unknown(), 'Counts, rates with their intervals, quantiles, culprits ranked.'),
  })
}

/** What changed, as JSON for scripts; ends in a newline. Not read back, so it has no schema of its own. */
export function renderComparisonJson(comparison: Comparison): string {
  return `${stringifySafely({ format: 'overstay-comparison', ...comparison }, 2)}\n`
}

/** Many runs as JSON, with what they say together; ends in a newline. */
export function renderRepeatJson(aggregate: Aggregate, options: { readonly indent?: number } = {}): string {
  const document = {
    $schema: REPEAT_SCHEMA_URL,
    format: 'overstay-repeat',
    schemaVersion: '1.0',
    summary: summarizeAggregate(aggregate),
    sampled: aggregate.sampled,
    iterations: aggregate.iterations,
  }
  return `${stringifySafely(document, options.indent ?? 2)}\n`
}
