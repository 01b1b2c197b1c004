import type { Report } from '../core/report/model.js'
import { titleOutcome } from '../core/words/outcome.js'
import { type GithubOptions, renderGithubAnnotation } from './github.js'
import { renderGitlabSection } from './gitlab.js'

/**
 * The headless summary dressed for the log it goes to: an annotation after it on GitHub, a section around it on GitLab,
 * an open fold before it on Buildkite; anywhere else just the text. `ci` is the name in the report's host.
 */
export function dressForCi(report: Report, text: string, options: GithubOptions): string {
  switch (report.host.ci) {
    case 'github':
      return text + renderGithubAnnotation(report, options)
    case 'gitlab': {
      const title = `overstay: ${titleOutcome(report.outcome)}`
      return text === '' ? '' : renderGitlabSection(report, 'overstay_summary', title, text, { collapsed: false })
    }
    case 'buildkite':
      return text === '' ? '' : `+++ overstay: ${titleOutcome(report.outcome)}\n${text}`
    default:
      return text
  }
}
