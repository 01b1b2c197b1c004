import * as v from 'valibot'
import { LIMITS } from '../core/limits.js'
import type { Report } from '../core/report/model.js'
import { showText } from './escape.js'
import { createReportSchema } from './schema.js'

/** Why a file could not be read as a report. */
export type ReportProblem = 'empty' | 'tooLarge' | 'truncated' | 'damaged' | 'foreign' | 'newer'

export type ParsedReport =
  | { readonly ok: true; readonly report: Report; readonly notes: readonly string[] }
  /** `message` is one harmless line that fits after "FILE: ". */
  | { readonly ok: false; readonly problem: ReportProblem; readonly message: string }

const MAJOR = 1
const MINOR = 0

/**
 * Reads a saved report of this major version: fields it does not know are dropped, words it does not know are kept.
 * Never throws: whatever the file holds, the answer is a report or one clear line.
 */
export function parseReport(text: string): ParsedReport {
  if (text.length > LIMITS.reportCharsMax) {
    return fail('tooLarge', `larger than ${LIMITS.reportCharsMax} characters: not a report of overstay`)
  }
  const json = text.replace(/^\ufeff/, '').trim()
  if (json === '') return fail('empty', 'the file is empty')
  const parsed = parseJson(json)
  if (!parsed.ok) return parsed
  return readValue(parsed.value)
}

/** Reads the documents of a `.jsonl` file: one report a line. Blank lines are skipped. */
export function parseReportLines(text: string): ParsedReport[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(parseReport)
}

type ParsedJson = { readonly ok: true; readonly value: unknown } | (ParsedReport & { readonly ok: false })

function parseJson(json: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(json) as unknown }
  } catch {
    if (!json.startsWith('{')) return fail('foreign', 'not JSON: not a report of overstay')
    if (!json.endsWith('}')) return fail('truncated', 'the report ends in the middle: it was not written completely')
    return fail('damaged', 'the report is damaged: it is not JSON')
  }
}

function readValue(value: unknown): ParsedReport {
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'format') !== 'overstay-report') {
    return fail('foreign', 'JSON, but not a report of overstay (no "format": "overstay-report")')
  }
  const version: unknown = Reflect.get(value, 'schemaVersion')
  const match = typeof version === 'string' ? /^(\d{1,6})\.(\d{1,6})$/.exec(version) : null
  if (match === null) return fail('damaged', 'the report is damaged: its schemaVersion cannot be read')
  const [major, minor] = [Number(match[1]), Number(match[2])]
  if (major > MAJOR) {
    return fail('newer', `schema version ${match[0]} is newer than this overstay reads (${MAJOR}.x): update overstay`)
  }
  if (major < MAJOR) return fail('damaged', `schema version ${match[0]} was never published`)
  if (isDeeperThan(value, LIMITS.reportDepthMax)) return fail('damaged', 'the report is damaged: nested too deeply')
  const newer = minor > MINOR
  const result = v.safeParse(createReportSchema(newer ? 'tolerant' : 'strict'), value)
  if (!result.success) return fail('damaged', `the report is damaged: ${describeIssue(result.issues[0])}`)
  const note = `written by a newer overstay (schema ${match[0]}): what this one does not know is not shown`
  return { ok: true, report: result.output, notes: newer ? [note] : [] }
}

function describeIssue(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the document'
  const got = issue.received === 'undefined' ? 'is missing' : `is ${issue.received}`
  return showText(`${path} ${got}, expected ${issue.expected ?? 'something else'}`, 300)
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

function fail(problem: ReportProblem, message: string): ParsedReport & { readonly ok: false } {
  return { ok: false, problem, message }
}
