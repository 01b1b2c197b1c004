import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, it } from 'vitest'
import { buildConfigSchema } from '../../scripts/config-schema.mjs'
import { formatSchemaDocument } from '../../scripts/generate-schemas.mjs'
import { resolveSettings } from '../../src/cli/options/read-options.js'
import { RUN_OPTIONS } from '../../src/cli/options/run-options.js'

const published = readFileSync(new URL('../../schema/config.schema.json', import.meta.url), 'utf8')
const validate = new Ajv().compile(JSON.parse(published) as object)

/** Does overstay itself take this configuration? */
function isAccepted(values: Record<string, unknown>): boolean {
  try {
    resolveSettings(RUN_OPTIONS, { flags: {}, env: {}, configuration: { file: 'overstay.config.json', values } })
    return true
  } catch {
    return false
  }
}

describe('the schema of the configuration', () => {
  it('is what the options say (npm run generate)', () => {
    expect(published).toBe(formatSchemaDocument(buildConfigSchema(RUN_OPTIONS)))
  })

  it.each([
    {},
    { $schema: 'x', teardownTimeout: '5s', deadline: 300, stall: '1.5m' },
    { hangResult: 'warn', allow: ['redis-server', '/^postgres/'], marker: 'done' },
    { profile: true, runner: 'jest', pty: 'never', html: 'out.html' },
    { teardownTimeout: 'soon' },
    { teardownTimeout: -1 },
    { hangResult: 'maybe' },
    { runner: '' },
    { teardownTimeOut: '5s' },
  ])('agrees with overstay about %j', (values) => {
    expect(validate(values)).toBe(isAccepted(values))
  })
})
