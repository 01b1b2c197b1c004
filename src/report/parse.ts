import * as v from 'valibot'
import { LIMITS } from '../core/limits.js'
import { type Aggregate, mergeAggregates } from '../core/report/aggregate.js'
import type { Report } from '../core/report/model.js'
import { showText } from '../core/words/escape.js'
import { createRepeatSchema } from './repeat/document.js'
import { createReportSchema } from './schema.js'
import type { SchemaMode } from './schema-parts.js'

/** Why a file could not be read. */
export type ReportProblem = 'empty' | 'tooLarge' | 'truncated' | 'damaged' | 'foreign' | 'newer'

/** `message` is one harmless line that fits after "FILE: ". */
export interface Unreadable {
  readonly ok: false
  readonly problem: ReportProblem
  readonly message: string
}

export type ParsedReport =
  | { readonly ok: true; readonly report: Report; readonly notes: readonly string[] }
  | Unreadable

/** What a saved file may hold: one run, or many put together. */
export type ParsedDocument =
  | { readonly ok: true; readonly kind: 'report'; readonly report: Report; readonly notes: readonly string[] }
  | { readonly ok: true; readonly kind: 'repeat'; readonly aggregate: Aggregate; readonly notes: readonly string[] }
  | Unreadable

const MAJOR = 1
const MINOR = 0

/**
 * Reads a saved report of this major version: fields it does not know are dropped, words it does not know are kept.
 * Never throws: whatever the file holds, the answer is a report or one clear line.
 */
export function parseReport(text: string): ParsedReport {
  const parsed = parseDocument(text)
  if (!parsed.ok || parsed.kind === 'report') return parsed
  return fail('foreign', 'holds many runs, not the report of one')
}

/** Like `parseReport`, for a report of one run or a file of many. */
export function parseDocument(text: string): ParsedDocument {
  const opened = openDocument(text)
  if (!opened.ok) return opened
  const { value, mode, notes } = opened
  if (Reflect.get(value, 'format') === 'overstay-report') {
    const result = v.safeParse(createReportSchema(mode), value)
    return result.success ? { ok: true, kind: 'report', report: result.output, notes } : failByIssue(result.issues[0])
  }
  const result = v.safeParse(createRepeatSchema(mode), value)
  if (!result.success) return failByIssue(result.issues[0])
  // Merged with nothing: within the bounds and in order, whoever wrote the file.
  return { ok: true, kind: 'repeat', aggregate: mergeAggregates(result.output), notes }
}

/** Reads the documents of a `.jsonl` file, one a line. Blank lines are skipped. */
export function parseDocumentLines(text: string): ParsedDocument[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseDocument)
}

interface Opened {
  readonly ok: true
  readonly value: object
  readonly mode: SchemaMode
  readonly notes: readonly string[]
}

/** Everything that can be said before looking at the fields. */
function openDocument(text: string): Opened | Unreadable {
  if (text.length > LIMITS.reportCharsMax) {
    return fail('tooLarge', `larger than ${LIMITS.reportCharsMax} characters: not a report of overstay`)
  }
  const json = text.replace(/^\ufeff/, '').trim()
  if (json === '') return fail('empty', 'the file is empty')
  const parsed = parseJson(json)
  if (!parsed.ok) return parsed
  const { value } = parsed
  if (typeof value !== 'object' || value === null || !FORMATS.has(Reflect.get(value, 'format'))) {
    return fail('foreign', 'JSON, but not a report of overstay (no "format": "overstay-report")')
  }
  if (isDeeperThan(value, LIMITS.reportDepthMax)) return fail('damaged', 'the report is damaged: nested too deeply')
  return judgeVersion(value)
}

const FORMATS: ReadonlySet<unknown> = new Set(['overstay-report', 'overstay-repeat'])

function parseJson(json: string): { readonly ok: true; readonly value: unknown } | Unreadable {
  try {
    return { ok: true, value: JSON.parse(json) as unknown }
  } catch {
    if (!json.startsWith('{')) return fail('foreign', 'not JSON: not a report of overstay')
    if (!json.endsWith('}')) return fail('truncated', 'the report ends in the middle: it was not written completely')
    return fail('damaged', 'the report is damaged: it is not JSON')
  }
}

function judgeVersion(value: object): Opened | Unreadable {
  const version: unknown = Reflect.get(value, 'schemaVersion')
  const match = typeof version === 'string' ? /^(\d{1,6})\.(\d{1,6})$/.exec(version) : null
  if (match === null) return fail('damaged', 'the report is damaged: its schemaVersion cannot be read')
  const [major, minor] = [Number(match[1]), Number(match[2])]
  if (major > MAJOR) {
    return fail('newer', `schema version ${match[0]} is newer than this overstay reads (${MAJOR}.x): update overstay`)
  }
  if (major < MAJOR) return fail('damaged', `schema version ${match[0]} was never published`)
  if (minor <= MINOR) return { ok: true, value, mode: 'strict', notes: [] }
  const note = `written by a newer overstay (schema ${match[0]}): what this one does not know is not shown`
  return { ok: true, value, mode: 'tolerant', notes: [note] }
}

/** Without recursion: this very check must not overflow the stack. */
function isDeeperThan(value: unknown, depthMax: number): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > depthMax) return true
    level = level.flatMap((item) => (typeof item === 'object' && item !== null ? Object.values(item) : []))
  }
  return false
}

function failByIssue(issue: v.BaseIssue<unknown>): Unreadable {
  const path = v.getDotPath(issue) ?? 'the document'
  const got = issue.received === 'undefined' ? 'is missing' : `is ${issue.received}`
  return fail(
    'damaged',
    `the report is damaged: ${showText(`${path} ${got}, expected ${issue.expected ?? 'something else'}`, 300)}`,
  )
}

function fail(problem: ReportProblem, message: string): Unreadable {
  return { ok: false, problem, message }
}
