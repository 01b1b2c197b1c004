import { readFileSync } from 'node:fs'
import { Ajv } from 'ajv'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { buildSchemaDocument, formatSchemaDocument } from '../../scripts/generate-schemas.mjs'
import { mergeReports } from '../../src/core/report/aggregate.js'
import type { Iteration } from '../../src/core/report/iteration.js'
import type { Report } from '../../src/core/report/model.js'
import { renderJson } from '../../src/report/json.js'
import {
  createRepeatSchema,
  REPEAT_SCHEMA_POLICY,
  REPEAT_SCHEMA_TITLE,
  type RepeatShape,
  renderRepeatJson,
} from '../../src/report/repeat/document.js'
import {
  createReportSchema,
  REPORT_SCHEMA_POLICY,
  REPORT_SCHEMA_TITLE,
  type ReportShape,
} from '../../src/report/schema.js'
import { makeHostileReport, REPORT_NAMES, readReport, readReportText } from './support.js'

const readSchema = (file: string) => readFileSync(new URL(`../../schema/${file}`, import.meta.url), 'utf8')
const compile = (file: string) => new Ajv({ allErrors: true }).compile(JSON.parse(readSchema(file)) as object)
const validate = compile('report.v1.schema.json')
const validateRepeat = compile('repeat.v1.schema.json')

type Mutable<T> = T extends object ? { -readonly [Key in keyof T]: Mutable<T[Key]> } : T

describe('the published schema', () => {
  it.each([
    ['report.v1.schema.json', REPORT_SCHEMA_TITLE, REPORT_SCHEMA_POLICY, createReportSchema('strict')],
    ['repeat.v1.schema.json', REPEAT_SCHEMA_TITLE, REPEAT_SCHEMA_POLICY, createRepeatSchema('strict')],
  ] as const)('is what the source says (npm run generate): %s', (file, title, policy, schema) => {
    expect(readSchema(file)).toBe(formatSchemaDocument(buildSchemaDocument(file, title, policy, schema)))
  })

  it('agrees with the types', () => {
    expectTypeOf<Mutable<ReportShape>>().toEqualTypeOf<Mutable<Report>>()
    expectTypeOf<Mutable<RepeatShape['iterations'][number]>>().toEqualTypeOf<Mutable<Iteration>>()
  })

  it('accepts many runs put together', () => {
    const text = renderRepeatJson(mergeReports(REPORT_NAMES.map(readReport)))
    expect(validateRepeat(JSON.parse(text)), JSON.stringify(validateRepeat.errors)).toBe(true)
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
