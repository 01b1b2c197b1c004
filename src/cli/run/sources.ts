import { readFileSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Report } from '../../core/report/model.js'
import { pickExcerptFiles } from '../../report/index.js'

/** A source file larger than this is generated: an excerpt of it helps nobody. */
export const SOURCE_BYTES_MAX = 4 * 1024 * 1024

/** Lines of the files a report's excerpts want, by the name the report has for them. */
export function readSources(report: Report): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, readonly string[]>()
  for (const file of pickExcerptFiles(report)) {
    const path = isAbsolute(file) ? file : join(report.cwd, file)
    try {
      const stat = statSync(path)
      if (stat.isFile() && stat.size <= SOURCE_BYTES_MAX) sources.set(file, readFileSync(path, 'utf8').split('\n'))
    } catch {
      // The file is gone or unreadable: the summary does without.
    }
  }
  return sources
}
