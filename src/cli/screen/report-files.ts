import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { Report } from '../../core/report/model.js'
import { REPORT_FORMATS } from '../../report/formats.js'
import { readSources, SOURCE_BYTES_MAX } from '../run/sources.js'
import { writeAtomically } from '../run/write-reports.js'

/** Lines of a file as a report names it, null when it cannot be read. Read once: a screen asks every frame. */
export function createSourceReader(cwd: string): (file: string) => readonly string[] | null {
  const known = new Map<string, readonly string[] | null>()
  return (file) => {
    const found = known.get(file)
    if (found !== undefined) return found
    const lines = readLines(isAbsolute(file) ? file : join(cwd, file))
    known.set(file, lines)
    return lines
  }
}

function readLines(path: string): readonly string[] | null {
  try {
    const stat = statSync(path)
    return stat.isFile() && stat.size <= SOURCE_BYTES_MAX ? readFileSync(path, 'utf8').split('\n') : null
  } catch {
    return null
  }
}

/** Writes a report in the format its file name asks for (JSON where it says nothing); says where it went. */
export async function saveReport(
  report: Report,
  file: string,
): Promise<{ readonly isWritten: boolean; readonly text: string }> {
  const format =
    REPORT_FORMATS.filter(({ extension }) => file.endsWith(extension)).sort(
      (a, b) => b.extension.length - a.extension.length,
    )[0] ?? REPORT_FORMATS.find(({ name }) => name === 'json')!
  try {
    const text = await format.render(report, { sources: readSources(report) })
    const fault = writeAtomically(file, text)
    if (fault !== null) return { isWritten: false, text: fault }
    return { isWritten: true, text: `the report was written as ${format.name} to ${resolve(file)}` }
  } catch (error) {
    return { isWritten: false, text: `the report could not be made: ${(error as Error).message}` }
  }
}
