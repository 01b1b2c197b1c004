import { toKey } from '../../tree/member.js'
import type { Confidence, Finding, SuspectKind } from '../finding.js'
import { listEvidence } from './describe.js'
import type { OsView, Subject } from './view.js'

/** What a rule says about a process; the rest of a finding follows from the process itself. */
export interface OsClaim {
  readonly kind: SuspectKind
  readonly summary: string
  readonly fix: string | null
  readonly confidence: Confidence
  readonly thread?: string
  /** Facts for programs that read the report: ports, descriptors, pids. */
  readonly details?: Readonly<Record<string, string | number | boolean | null>>
  /** Put before the general evidence. */
  readonly evidence?: readonly string[]
}

export function toFinding(claim: OsClaim, subject: Subject, view: OsView, index: number): Finding {
  const { member } = subject
  const nowMs = view.tree.sampledAtMs
  return {
    id: `os-${member.pid}-${member.startId}-${index}`,
    process: toKey(member),
    source: 'os',
    kind: claim.kind,
    summary: claim.summary,
    site: null,
    stack: [],
    confidence: claim.confidence,
    holdsProcess: true,
    fix: claim.fix,
    thread: claim.thread ?? null,
    resource: {
      type: 'process',
      ref: null,
      ageMs: nowMs === null ? null : Math.max(0, nowMs - member.startedAtMs),
      willEndInMs: null,
      details: claim.details ?? {},
    },
    testFile: null,
    evidence: [...(claim.evidence ?? []), ...listEvidence(subject, view)],
    release: null,
  }
}
