/**
 * The rules of formats that others have published, as far as reports use them, in a form of our own. Objects are closed:
 * a field that the format does not know is an error here even where the format would let it pass.
 */

const text = { type: 'string', minLength: 1 }
const integer = { type: 'integer' }
const extra = { type: 'object' }

function closed(properties: Record<string, object>, optional: readonly string[] = []): object {
  const required = Object.keys(properties).filter((name) => !optional.includes(name))
  return { type: 'object', properties, required, additionalProperties: false }
}

/** Common Test Report Format, specification 0.x. */
export const CTRF_SCHEMA = closed({
  reportFormat: { const: 'CTRF' },
  specVersion: { type: 'string', pattern: '^[0-9]+\\.[0-9]+\\.[0-9]+$' },
  generatedBy: text,
  timestamp: { type: 'string', format: 'date-time' },
  results: closed({
    tool: closed({ name: text, version: text }),
    summary: closed({
      tests: integer,
      passed: integer,
      failed: integer,
      skipped: integer,
      pending: integer,
      other: integer,
      start: integer,
      stop: integer,
    }),
    tests: {
      type: 'array',
      items: closed(
        {
          name: text,
          status: { enum: ['passed', 'failed', 'skipped', 'pending', 'other'] },
          duration: integer,
          suite: { type: 'array', minItems: 1, items: text },
          rawStatus: text,
          message: text,
          trace: text,
          filePath: text,
          line: integer,
          extra,
        },
        ['message', 'trace', 'filePath', 'line', 'extra'],
      ),
    },
    environment: closed({ osPlatform: text, osRelease: text, extra }),
    extra,
  }),
})

/** Chrome's trace event format, as Perfetto imports it. */
export const TRACE_SCHEMA = closed({
  traceEvents: {
    type: 'array',
    items: {
      type: 'object',
      required: ['name', 'ph', 'pid', 'tid'],
      properties: {
        name: text,
        ph: { enum: ['M', 'B', 'E', 'i', 'C'] },
        pid: { type: 'integer', minimum: 0 },
        tid: { type: 'integer', minimum: 0 },
        ts: { type: 'integer', minimum: 0 },
        cat: text,
        s: { const: 'g' },
        args: { type: 'object' },
      },
      additionalProperties: false,
      if: { properties: { ph: { const: 'M' } } },
      else: { required: ['ts'] },
    },
  },
  displayTimeUnit: { const: 'ms' },
  otherData: { type: 'object' },
})

/** speedscope's file format: sampled profiles only. */
export const SPEEDSCOPE_SCHEMA = closed({
  $schema: { const: 'https://www.speedscope.app/file-format-schema.json' },
  name: text,
  exporter: text,
  activeProfileIndex: { const: 0 },
  shared: closed({
    frames: {
      type: 'array',
      items: closed({ name: text, file: text, line: integer, col: integer }, ['file', 'line', 'col']),
    },
  }),
  profiles: {
    type: 'array',
    minItems: 1,
    items: closed({
      type: { const: 'sampled' },
      name: text,
      unit: { enum: ['none', 'nanoseconds', 'microseconds', 'milliseconds', 'seconds', 'bytes'] },
      startValue: { type: 'number' },
      endValue: { type: 'number' },
      samples: { type: 'array', items: { type: 'array', items: { type: 'integer', minimum: 0 } } },
      weights: { type: 'array', items: { type: 'number', minimum: 0 } },
    }),
  },
})

const nanoseconds = { type: 'string', pattern: '^\\d{1,20}$' }
const attributes = {
  type: 'array',
  items: closed({
    key: text,
    value: {
      oneOf: [
        closed({ stringValue: { type: 'string' } }),
        closed({ intValue: { type: 'string', pattern: '^-?\\d+$' } }),
        closed({ doubleValue: { type: 'number' } }),
        closed({ boolValue: { type: 'boolean' } }),
      ],
    },
  }),
}

/** OTLP's JSON encoding of traces: identifiers in hexadecimal, 64-bit numbers as text, enumerations as numbers. */
export const OTLP_SCHEMA = closed({
  resourceSpans: {
    type: 'array',
    items: closed({
      resource: closed({ attributes }),
      scopeSpans: {
        type: 'array',
        items: closed({
          scope: closed({ name: text, version: text }),
          spans: {
            type: 'array',
            items: closed(
              {
                traceId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{32}$' },
                spanId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{16}$' },
                parentSpanId: { type: 'string', pattern: '^(?!0+$)[0-9a-f]{16}$' },
                name: text,
                kind: { enum: [0, 1, 2, 3, 4, 5] },
                startTimeUnixNano: nanoseconds,
                endTimeUnixNano: nanoseconds,
                attributes,
                events: { type: 'array', items: closed({ timeUnixNano: nanoseconds, name: text, attributes }) },
                status: closed({ code: { enum: [0, 1, 2] }, message: text }, ['message']),
              },
              ['parentSpanId'],
            ),
          },
        }),
      },
    }),
  },
})
