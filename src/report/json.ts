import type { Report } from '../core/report/model.js'

/** Where editors and validators find the schema of a report. */
export const REPORT_SCHEMA_URL = 'https://unpkg.com/overstay@1/schema/report.v1.schema.json'

/** Characters that JSON may hold raw but that a terminal, a log or a browser acts on. */
const RISKY =
  /[\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]|[\u{e0000}-\u{e007f}]/gu

/**
 * JSON text of a value that is safe to print anywhere and loses nothing: controls, bidirectional marks and lone
 * surrogates become `\uXXXX`, and so does the `#` and `<` of what logs and HTML would act on.
 */
export function stringifySafely(value: unknown, indent?: number): string {
  const text = JSON.stringify(value, null, indent) ?? 'null'
  return text
    .replace(RISKY, escapeUnits)
    .replace(/##(?=\[|vso\[|teamcity\[)/gi, '#\\u0023')
    .replace(/<(?=[!/?a-z])/gi, '\\u003c')
}

function escapeUnits(character: string): string {
  let escaped = ''
  for (let index = 0; index < character.length; index += 1) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }
  return escaped
}

/** The report itself, with its schema named, ending in a newline. `indent: 0` gives one line (for `.jsonl`). */
export function renderJson(report: Report, options: { readonly indent?: number } = {}): string {
  const indent = options.indent ?? 2
  return `${stringifySafely({ $schema: REPORT_SCHEMA_URL, ...report }, indent === 0 ? undefined : indent)}\n`
}
