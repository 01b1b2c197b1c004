import { readdirSync, readFileSync } from 'node:fs'
import type { Report } from '../../src/core/report/model.js'

const FOLDER = new URL('../fixtures/reports/', import.meta.url)

export const REPORT_NAMES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))

export function readReportText(name: string): string {
  return readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')
}

export function readReport(name: string): Report {
  return JSON.parse(readReportText(name)) as Report
}

/** Text that tries to be taken for an instruction by every reader of a report. */
export const HOSTILE =
  '<script>alert(1)</script>]]>&amp;"\'`--> ::error::x ::set-output name=a::b ##[error]y ##vso[task.complete]\r\n' +
  '::error file=a::pwned\n::stop-commands::z\n\u001b[31mred\u001b]8;;http://evil\u0007link\u001b]0;t\u001b\\ \u009b2J \u202eabc\u2066 \ud800 \u0000 \ufffe | a | # h *b* [l](x) ![i](y)'

/** A report with hostile text in every field that may come from a child. */
export function makeHostileReport(text: string = HOSTILE): Report {
  const report = readReport('overstayed-two')
  const site = { file: `src/${text}.ts`, line: 3, column: 1, function: text }
  return {
    ...report,
    command: ['npx', text, `--x=${text}`],
    cwd: `/home/${text}`,
    tests: { ...report.tests, runner: text, finish: { line: text, source: 'output', atMs: 3120 } },
    exit: { ...report.exit, commandSignal: text },
    suspects: report.suspects.map((suspect) => ({
      ...suspect,
      summary: text,
      fix: text,
      site,
      stack: [{ ...site, internal: false }],
      process: { ...suspect.process, name: text },
      thread: text,
      resource: { type: text, ref: true, ageMs: 1, willEndInMs: null, details: { [text]: text } },
      testFile: text,
      evidence: [text, text],
    })),
    processes: report.processes.map((process) => ({ ...process, command: [text, text], runtime: text, state: text })),
    warnings: [{ code: text, message: text }],
    limitsHit: [text],
    host: { ...report.host, release: text, ci: text, container: text },
  }
}
