import { keyText } from '../tree/member.js'
import type { ProcessKey } from '../tree/sample.js'
import { findMember, type TreeState } from '../tree/tree-state.js'
import type { Confidence, Finding, SuspectKind } from './finding.js'

const CONFIDENCE_ORDER: Readonly<Record<Confidence, number>> = { proved: 0, certain: 1, likely: 2, possible: 3 }

/** What the OS sees of a process stays worth saying although a runtime has explained it from inside. */
const SAID_BY_OS_ONLY: ReadonlySet<SuspectKind> = new Set([
  'inherited-output',
  'stopped-process',
  'detached-process',
  'busy-loop',
])

/**
 * Findings in the order a person should read them, each thing named once. First what holds a process, the surer before
 * the less sure, a known line before an unknown one; an inference from outside gives way where the runtime of the same
 * process has spoken. `proved` are ids whose release let the run end: they come first.
 */
export function rankFindings(
  findings: readonly Finding[],
  proved: readonly string[],
  tree: TreeState,
): readonly Finding[] {
  const culprits = findings.filter((finding) => finding.holdsProcess && finding.site !== null)
  const explained = new Set(
    findings.filter((f) => f.source !== 'os' && f.holdsProcess).map((finding) => keyText(finding.process)),
  )
  const seen = new Set<string>()
  return findings
    .filter((f) => f.source !== 'os' || SAID_BY_OS_ONLY.has(f.kind) || !explained.has(keyText(f.process)))
    .filter((finding) => !isOnlyWaiting(finding, culprits, tree) && !isToldFromInside(finding, culprits))
    .map((finding) => (proved.includes(finding.id) ? { ...finding, confidence: 'proved' as const } : finding))
    .map((finding, index) => ({ finding, index }))
    .sort((a, b) => compare(a.finding, b.finding) || a.index - b.index)
    .map(({ finding }) => finding)
    .filter((finding) => {
      const identity = identityOf(finding)
      if (seen.has(identity)) return false
      seen.add(identity)
      return true
    })
}

/**
 * A launcher or runner that is alive only because a process below it is (npm, `node --test`, a pool's main process) is
 * nobody's culprit when the one below has been explained to a line.
 */
function isOnlyWaiting(finding: Finding, culprits: readonly Finding[], tree: TreeState): boolean {
  if (finding.site !== null || (finding.kind !== 'unknown' && finding.kind !== 'child-process')) return false
  return culprits.some((culprit) => isBelow(tree, culprit.process, finding.process))
}

/** The OS sees a child that stays; the runtime of its parent has named the very line that started it. */
function isToldFromInside(finding: Finding, culprits: readonly Finding[]): boolean {
  const { site, source } = finding
  if (source !== 'os' || site === null || SAID_BY_OS_ONLY.has(finding.kind)) return false
  return culprits.some(
    (other) => other.source !== 'os' && other.site?.file === site.file && other.site.line === site.line,
  )
}

function isBelow(tree: TreeState, key: ProcessKey, ancestor: ProcessKey): boolean {
  const seen = new Set<string>()
  let member = findMember(tree, key)
  while (member?.parent != null && !seen.has(keyText(member))) {
    if (keyText(member.parent) === keyText(ancestor)) return true
    seen.add(keyText(member))
    member = findMember(tree, member.parent)
  }
  return false
}

function compare(a: Finding, b: Finding): number {
  return (
    CONFIDENCE_ORDER[a.confidence === 'proved' ? 'proved' : 'certain'] -
      CONFIDENCE_ORDER[b.confidence === 'proved' ? 'proved' : 'certain'] ||
    Number(b.holdsProcess) - Number(a.holdsProcess) ||
    CONFIDENCE_ORDER[a.confidence] - CONFIDENCE_ORDER[b.confidence] ||
    Number(a.site === null) - Number(b.site === null) ||
    Number(a.kind === 'unknown') - Number(b.kind === 'unknown')
  )
}

/** Two findings with the same line, kind and process are one suspect; without a line the summary tells them apart. */
function identityOf(finding: Finding): string {
  const where = finding.site === null ? finding.summary : `${finding.site.file}:${finding.site.line}`
  return `${keyText(finding.process)} ${finding.kind} ${where}`
}
