import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { buildSchemaDocument, formatSchemaDocument } from '../../scripts/generate-schemas.mjs'
import type { Report } from '../../src/core/report/model.js'
import { renderJson } from '../../src/report/json.js'
import {
  createReportSchema,
  REPORT_SCHEMA_POLICY,
  REPORT_SCHEMA_TITLE,
  type ReportShape,
} from '../../src/report/schema.js'
import { makeHostileReport, REPORT_NAMES, readReport, readReportText } from './support.js'

const FILE = 'report.v1.schema.json'
const published = readFileSync(new URL(`../../schema/${FILE}`, import.meta.url), 'utf8')
const validate = new Ajv({ allErrors: true }).compile(JSON.parse(published) as object)

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T

describe('the published schema', () => {
  it('is what the source says (npm run generate)', () => {
    const schema = createReportSchema('strict')
    const document = buildSchemaDocument(FILE, REPORT_SCHEMA_TITLE, REPORT_SCHEMA_POLICY, schema)
    expect(published).toBe(formatSchemaDocument(document))
  })

  it('agrees with the type', () => {
    expectTypeOf<Mutable<ReportShape>>().toEqualTypeOf<Mutable<Report>>()
  })

  it.each(REPORT_NAMES)('accepts %s', (name) => {
    expect(validate(JSON.parse(readReportText(name))), JSON.stringify(validate.errors)).toBe(true)
  })

  it('accepts a report full of hostile text', () => {
    expect(validate(JSON.parse(renderJson(makeHostileReport())))).toBe(true)
  })

  it.each([
    ['outcome', 'hanged'],
    ['exit', { code: '0' }],
    ['suspects', [{}]],
    ['format', 'other'],
    ['timing', null],
  ])('refuses a wrong %s', (field, value) => {
    expect(validate({ ...readReport('clean'), [field]: value })).toBe(false)
  })

  it('lets additions of later minor versions pass', () => {
    expect(validate({ ...readReport('clean'), addition: { a: 1 } })).toBe(true)
  })
})
