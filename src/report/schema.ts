import * as v from 'valibot'
import { createWords, described, milliseconds, natural, type SchemaMode, type Words } from './schema-parts.js'

/** Title and policy of the published schema. */
export const REPORT_SCHEMA_TITLE = 'overstay report, schema version 1'

export const REPORT_SCHEMA_POLICY =
  'One supervised run of a test command. Versioning: an addition is a new minor version, so readers ignore fields they ' +
  'do not know and treat unknown words of an enumeration as "something else"; a removal or a change of meaning is a ' +
  'new major version. Every published major stays in the package. All times in fields ending in Ms are milliseconds; ' +
  'those ending in AtMs count from the start of the run.'

export type ReportShape = v.InferOutput<ReturnType<typeof createReportSchema>>

/**
 * The report's shape as a value: the one source of the published JSON Schema and of the reader's checks. A test holds
 * it equal to the type `Report`.
 */
export function createReportSchema(mode: SchemaMode) {
  const words = createWords(mode)
  return v.object({
    format: v.literal('overstay-report'),
    schemaVersion: words.schemaVersion(),
    tool: v.object({ name: v.literal('overstay'), version: v.string() }),
    runId: v.string(),
    iteration: v.exactOptional(described(v.nullable(natural()), 'Which iteration of repeat or bisect, from 0.')),
    attachedTo: v.exactOptional(
      described(v.nullable(natural()), 'Pid that attach was pointed at: nothing of the run before that was seen.'),
    ),
    command: described(v.array(v.string()), 'As executed; arguments that look like credentials are masked.'),
    cwd: v.string(),
    startedAt: described(v.string(), 'ISO 8601, UTC.'),
    host: createHostSchema(),
    outcome: words.outcome(),
    exit: v.object({
      code: described(natural(), "overstay's own exit code."),
      commandCode: v.nullable(v.number()),
      commandSignal: v.nullable(v.string()),
      endedBy: words.endedBy(),
    }),
    tests: createTestsSchema(words),
    timing: v.object({
      totalMs: milliseconds('The whole run.'),
      testsMs: v.nullable(milliseconds('From start to finish.')),
      teardownMs: v.nullable(milliseconds('From finish to the end of the whole process tree.')),
      diagnosedAfterMs: v.nullable(milliseconds('From finish to suspects named.')),
    }),
    suspects: v.array(createSuspectSchema(words)),
    processes: v.array(createProcessSchema(words)),
    ladder: createLadderSchema(words),
    curves: v.exactOptional(v.nullable(createCurvesSchema())),
    shake: v.exactOptional(v.nullable(createShakeSchema(words))),
    profile: described(v.unknown(), 'With --profile, else null.'),
    warnings: described(
      v.array(v.object({ code: v.string(), message: v.string() })),
      'What could not be seen or done, and why.',
    ),
    limitsHit: described(v.array(v.string()), 'Names of the bounds that bit.'),
  })
}

function createShakeSchema(words: Words) {
  const step = v.object({
    atMs: milliseconds('When, since the run began.'),
    what: words.of(['freeze', 'load', 'nice'], 'What was done.'),
    pid: described(v.nullable(natural()), "Null for load: it is everybody's."),
    forMs: v.nullable(milliseconds('How long.')),
    value: described(v.nullable(v.number()), 'Niceness.'),
  })
  return v.object({
    seed: described(natural(), '--shake-seed with this number gives the same disturbances again.'),
    steps: v.array(step),
    droppedCount: described(natural(), 'Disturbances beyond the bound.'),
  })
}

function createHostSchema() {
  return v.object({
    platform: v.string(),
    release: v.string(),
    arch: v.string(),
    cpus: natural(),
    node: v.string(),
    ci: described(v.nullable(v.string()), 'Name of the CI system, null outside one.'),
    container: described(v.nullable(v.string()), 'Kind of container, null outside one.'),
  })
}

function createTestsSchema(words: Words) {
  const finish = v.object({
    line: described(v.nullable(v.string()), 'The decisive line of the output.'),
    source: words.of(['output', 'hook'], 'Read from the output, or told by a hook inside the runner.'),
    atMs: milliseconds('When, since the run began.'),
  })
  return v.object({
    finished: described(v.boolean(), 'Were all tests known to be over?'),
    runner: described(v.nullable(v.string()), 'Name of the runner, as accepted by --runner.'),
    verdict: words.verdict(),
    passed: v.nullable(natural()),
    failed: v.nullable(natural()),
    skipped: v.nullable(natural()),
    errors: v.nullable(natural()),
    finish: described(v.nullable(finish), 'The moment all tests were known to be over.'),
  })
}

function createSuspectSchema(words: Words) {
  const place = {
    file: described(v.string(), 'Relative to cwd where inside it; source-mapped.'),
    line: described(natural(), 'From 1.'),
    column: described(v.nullable(natural()), 'From 1; null where unknown.'),
    function: v.nullable(v.string()),
  }
  const resource = v.object({
    type: described(v.string(), "The runtime's own name: Timeout, TCPServerWrap, Thread, …"),
    ref: described(v.nullable(v.boolean()), 'Does it hold the process? null: the runtime cannot say.'),
    ageMs: v.nullable(milliseconds('Since it was made.')),
    willEndInMs: v.nullable(milliseconds('Until it ends by itself; null when it will not, or unknown.')),
    details: v.record(v.string(), v.nullable(v.union([v.string(), v.number(), v.boolean()]))),
  })
  return v.object({
    rank: described(natural(), 'From 1, the most suspicious first.'),
    confidence: words.confidence(),
    kind: words.kind(),
    summary: described(v.string(), 'One line without file names.'),
    fix: v.nullable(v.string()),
    site: described(v.nullable(v.object(place)), "The user's own line."),
    stack: v.array(v.object({ ...place, internal: described(v.boolean(), 'Runtime, runner or dependency code.') })),
    process: v.object({ pid: natural(), name: v.string(), role: words.role() }),
    thread: v.nullable(v.string()),
    resource: v.nullable(resource),
    testFile: v.nullable(v.string()),
    evidence: v.array(v.string()),
  })
}

function createProcessSchema(words: Words) {
  return v.object({
    pid: natural(),
    ppid: natural(),
    startedAtMs: milliseconds('Since the run began; negative when older than the run.'),
    endedAtMs: v.nullable(milliseconds('null: alive when the report was made.')),
    command: described(v.array(v.string()), 'Arguments that look like credentials are masked.'),
    runtime: v.nullable(v.string()),
    role: words.role(),
    state: v.string(),
    cpuMs: milliseconds('CPU used since its start.'),
    cpuPercent: described(v.number(), 'Of one core, at the last sample.'),
    rssBytes: v.number(),
    threads: natural(),
    openFiles: v.nullable(natural()),
    outlivedCommand: v.boolean(),
    endedBy: v.nullable(words.endedBy()),
  })
}

function createLadderSchema(words: Words) {
  const step = v.object({
    atMs: milliseconds('Since the run began.'),
    step: words.of(['release', 'signal'], 'What was tried.'),
    signal: v.nullable(words.signal()),
    pids: v.array(natural()),
  })
  return described(
    v.object({ steps: v.array(step), survivors: v.array(natural()) }),
    'What was done to end the run, in order, and the pids that were still alive after it.',
  )
}

function createCurvesSchema() {
  return described(
    v.object({
      atMs: v.array(v.number()),
      cpuPercent: v.array(v.number()),
      rssBytes: v.array(v.number()),
      processCount: v.array(v.number()),
    }),
    'CPU and memory of the whole tree over time, as columns of equal length.',
  )
}
