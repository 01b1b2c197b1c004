import type { EndedBy, Outcome, SignalName, Verdict } from '../outcome.js'
import type { Confidence, Site, StackFrame, SuspectKind } from '../suspects/finding.js'

/** The report, schema version 1. What stands here is public: readers rely on it; see docs/report.md. */
export interface Report {
  readonly format: 'overstay-report'
  readonly schemaVersion: '1.0'
  readonly tool: { readonly name: 'overstay'; readonly version: string }
  readonly runId: string
  /** Which iteration of `repeat` or `bisect` this run was, from 0; absent or null for a single run. */
  readonly iteration?: number | null
  /** Pid of the process `attach` was pointed at: nothing of the run before that was seen. Absent for a run of overstay's own. */
  readonly attachedTo?: number | null
  readonly command: readonly string[]
  readonly cwd: string
  /** ISO 8601, UTC. */
  readonly startedAt: string
  readonly host: ReportHost
  readonly outcome: Outcome
  readonly exit: {
    readonly code: number
    readonly commandCode: number | null
    readonly commandSignal: string | null
    readonly endedBy: EndedBy
  }
  readonly tests: ReportTests
  readonly timing: {
    readonly totalMs: number
    readonly testsMs: number | null
    readonly teardownMs: number | null
    /** From finish to suspects named. */
    readonly diagnosedAfterMs: number | null
  }
  readonly suspects: readonly ReportSuspect[]
  readonly processes: readonly ReportProcess[]
  readonly ladder: { readonly steps: readonly LadderStep[]; readonly survivors: readonly number[] }
  /** CPU and memory of the whole tree over time; absent or null where nothing was sampled. */
  readonly curves?: ReportCurves | null
  readonly profile: unknown | null
  /** With `--shake`: how the timing of the run's processes was disturbed. */
  readonly shake?: ReportShake | null
  readonly warnings: readonly ReportWarning[]
  readonly limitsHit: readonly string[]
}

export interface ReportHost {
  readonly platform: string
  readonly release: string
  readonly arch: string
  readonly cpus: number
  readonly node: string
  /** Name of the CI system, null outside one. */
  readonly ci: string | null
  /** `docker`, `podman`, `kubernetes`, `lxc`, …; null outside one. */
  readonly container: string | null
}

export interface ReportTests {
  readonly finished: boolean
  readonly runner: string | null
  readonly verdict: Verdict
  readonly passed: number | null
  readonly failed: number | null
  readonly skipped: number | null
  readonly errors: number | null
  readonly finish: { readonly line: string | null; readonly source: 'output' | 'hook'; readonly atMs: number } | null
}

export interface ReportSuspect {
  readonly rank: number
  readonly confidence: Confidence
  readonly kind: SuspectKind
  readonly summary: string
  readonly fix: string | null
  /** File relative to cwd where inside it. */
  readonly site: Site | null
  readonly stack: readonly StackFrame[]
  readonly process: { readonly pid: number; readonly name: string; readonly role: ProcessRole }
  readonly thread: string | null
  readonly resource: {
    readonly type: string
    readonly ref: boolean | null
    readonly ageMs: number | null
    readonly willEndInMs: number | null
    readonly details: Readonly<Record<string, string | number | boolean | null>>
  } | null
  readonly testFile: string | null
  readonly evidence: readonly string[]
}

export type ProcessRole = 'command' | 'descendant' | 'reparented' | 'detached'

export interface ReportProcess {
  readonly pid: number
  readonly ppid: number
  readonly startedAtMs: number
  readonly endedAtMs: number | null
  /** Arguments that look like credentials are masked. */
  readonly command: readonly string[]
  readonly runtime: string | null
  readonly role: ProcessRole
  readonly state: string
  readonly cpuMs: number
  readonly cpuPercent: number
  readonly rssBytes: number
  readonly threads: number
  readonly openFiles: number | null
  readonly outlivedCommand: boolean
  readonly endedBy: EndedBy | null
}

export interface LadderStep {
  readonly atMs: number
  readonly step: 'release' | 'signal'
  readonly signal: SignalName | null
  readonly pids: readonly number[]
}

/** Columns of equal length, oldest first; thinned to `curvePointsMax` by whoever builds the report. */
export interface ReportCurves {
  readonly atMs: readonly number[]
  /** Of one core: 200 means two cores busy. */
  readonly cpuPercent: readonly number[]
  readonly rssBytes: readonly number[]
  readonly processCount: readonly number[]
}

export interface ReportShake {
  /** `--shake-seed` with this number gives the same disturbances again. */
  readonly seed: number
  readonly steps: readonly ShakeStep[]
  /** Those beyond the bound. */
  readonly droppedCount: number
}

export interface ShakeStep {
  readonly atMs: number
  readonly what: 'freeze' | 'load' | 'nice'
  /** Null for load: it is everybody's. */
  readonly pid: number | null
  readonly forMs: number | null
  /** Niceness. */
  readonly value: number | null
}

export interface ReportWarning {
  readonly code: string
  readonly message: string
}
