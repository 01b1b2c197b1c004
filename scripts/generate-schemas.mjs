// Writes schema/*.schema.json from the schemas in the source. Run after a build: npm run generate.
// A test compares the files with what this would write, so they cannot go stale.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { buildConfigSchema } from './config-schema.mjs'
import { toJsonSchema } from './json-schema.mjs'

const SCHEMA_URL = 'https://unpkg.com/overstay@1/schema/'

/**
 * One JSON Schema document (draft-07, which editors read best), ready to be written.
 * `$schema` is allowed in the documents themselves, so that editors find the way here.
 */
export function buildSchemaDocument(file, title, description, schema) {
  const body = toJsonSchema(schema)
  body.properties = { $schema: { type: 'string', description: 'Where this schema is published.' }, ...body.properties }
  return { $schema: 'http://json-schema.org/draft-07/schema#', $id: SCHEMA_URL + file, title, description, ...body }
}

export function formatSchemaDocument(document) {
  return `${JSON.stringify(document, null, 2)}\n`
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const report = await import('../dist/report/schema.js')
  const repeat = await import('../dist/report/repeat/document.js')
  const documents = {
    'report.v1.schema.json': [
      report.REPORT_SCHEMA_TITLE,
      report.REPORT_SCHEMA_POLICY,
      report.createReportSchema('strict'),
    ],
    'repeat.v1.schema.json': [
      repeat.REPEAT_SCHEMA_TITLE,
      repeat.REPEAT_SCHEMA_POLICY,
      repeat.createRepeatSchema('strict'),
    ],
  }
  const write = (file, document) => {
    writeFileSync(new URL(`../schema/${file}`, import.meta.url), formatSchemaDocument(document))
  }
  for (const [file, [title, description, schema]] of Object.entries(documents)) {
    write(file, buildSchemaDocument(file, title, description, schema))
  }
  const { RUN_OPTIONS } = await import('../dist/cli/options/run-options.js')
  write('config.schema.json', buildConfigSchema(RUN_OPTIONS))
}
