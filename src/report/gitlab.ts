import type { Report } from '../core/report/model.js'
import { parseIsoUtc } from './time.js'

/** What GitLab wants around a section's marks: erase the line, so that the marks themselves are not seen. */
const ERASE = '\u001b[0K'

/**
 * A text as a section of a GitLab job's log, which can be folded. The times are those of the run, so the log shows how
 * long it took. `name` is ours, never from outside: letters, digits, `_`, `.` and `-`.
 */
export function renderGitlabSection(
  report: Report,
  name: string,
  title: string,
  text: string,
  options: { readonly collapsed: boolean },
): string {
  const startSeconds = Math.floor(parseIsoUtc(report.startedAt) / 1000)
  const endSeconds = startSeconds + Math.ceil(Math.max(0, report.timing.totalMs) / 1000)
  const mode = options.collapsed ? '[collapsed=true]' : ''
  const body = text === '' || text.endsWith('\n') ? text : `${text}\n`
  return (
    `${ERASE}section_start:${startSeconds}:${name}${mode}\r${ERASE}${title}\n` +
    `${body}${ERASE}section_end:${endSeconds}:${name}\r${ERASE}\n`
  )
}
