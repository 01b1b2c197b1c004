import { LIMITS } from '../limits.js'
import type { ProcessDetail } from '../tree/sample.js'
import type { TreeState } from '../tree/tree-state.js'
import type { Finding } from './finding.js'
import { type OsClaim, toFinding } from './os/claim.js'
import { claimIdle } from './os/idle.js'
import { OS_RULES } from './os/rules.js'
import { type OsContext, type OsView, type Subject, viewTree } from './os/view.js'
import { isOnlyWaiting } from './os/waiting-parent.js'

/**
 * Which processes stay and why, as far as the operating system alone can tell: no runtime is asked, so this is what is
 * left when none answers, and what a runtime's own answer is checked against. Processes that only wait for another
 * member are folded into it. Deliberate daemons are left out once the command has exited. Total; at most
 * LIMITS.findingsMax findings.
 */
export function findFromOs(
  tree: TreeState,
  details: readonly ProcessDetail[],
  context: OsContext = {},
): readonly Finding[] {
  const view = viewTree(tree, details, context)
  return view.subjects.flatMap((subject) => findOfOne(subject, view)).slice(0, LIMITS.findingsMax)
}

function findOfOne(subject: Subject, view: OsView): readonly Finding[] {
  const isAllowed = view.tree.commandExitedAtMs !== null && !subject.isStraggler
  if (isAllowed || isOnlyWaiting(subject, view)) return []
  return judge(subject, view).map((claim, index) => toFinding(claim, subject, view, index))
}

function judge(subject: Subject, view: OsView): readonly OsClaim[] {
  for (const rule of OS_RULES) {
    const claim = rule(subject, view)
    if (claim !== null) return [claim]
  }
  return claimIdle(subject, view)
}
