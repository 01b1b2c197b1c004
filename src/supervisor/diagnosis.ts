import { attributeSpawn } from '../core/suspects/attribute-spawn.js'
import type { Finding } from '../core/suspects/finding.js'
import { findFromOs } from '../core/suspects/from-os.js'
import { keyText } from '../core/tree/member.js'
import type { ProcessDetail, ProcessKey, ProcessSample } from '../core/tree/sample.js'
import { findMember, type TreeState } from '../core/tree/tree-state.js'
import type { Spawned } from '../protocol/messages.js'
import type { AskContext, AskTarget, RuntimeAdapter, RuntimeAnswer } from '../runtimes/runtime.js'
import type { ProcessSource } from '../sampler/process-source.js'

export interface Diagnosis {
  readonly findings: readonly Finding[]
  readonly details: readonly ProcessDetail[]
  readonly willEndInMs: number | null
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
}

export interface DiagnosisRequest {
  readonly targets: readonly ProcessKey[]
  readonly budgetMs: number
  readonly tree: () => TreeState
  readonly source: ProcessSource
  readonly adapters: readonly RuntimeAdapter[]
  readonly runDir: string
  readonly cwd: string
  readonly spawns: readonly Spawned[]
  /** Wall clock of the run's zero, ms since the epoch. */
  readonly runStartedAtEpochMs: number
  readonly runnerPids: readonly number[]
  readonly allow: readonly string[]
  readonly expectNoise?: (line: string) => void
  readonly mayTouch: boolean
}

/**
 * Ask everybody at once what holds the run: the OS about each process, and each process's own runtime from inside.
 * Always answers within the budget; who is late, dead or lying costs a warning.
 */
export async function diagnose(request: DiagnosisRequest): Promise<Diagnosis> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), request.budgetMs)
  try {
    const details = await within(request.source.detail(request.targets), request.budgetMs, [])
    const targets = describeTargets(request, details)
    const context: AskContext = {
      runDir: request.runDir,
      cwd: request.cwd,
      budgetMs: request.budgetMs,
      signal: abort.signal,
      spawns: request.spawns,
      mayTouch: request.mayTouch,
      ...(request.expectNoise === undefined ? {} : { expectNoise: request.expectNoise }),
    }
    const asked = targets.flatMap((target) => {
      const adapter = request.adapters.find((candidate) => candidate.recognises(target.process))
      return adapter === undefined ? [] : [askOne(adapter, target, context)]
    })
    const answered = await Promise.all(asked)
    const answers = answered.map(({ answer }) => answer)
    const fromOs = findFromOs(request.tree(), details, { allow: request.allow, runnerPids: request.runnerPids })
    return {
      findings: [...answers.flatMap((answer) => answer.findings), ...fromOs.map((one) => withSpawnSite(one, request))],
      details,
      willEndInMs: commonEnd(answered, request.tree()),
      warnings: answers.flatMap((answer) => answer.warnings),
    }
  } finally {
    clearTimeout(timer)
  }
}

interface Answered {
  readonly process: ProcessSample
  readonly answer: RuntimeAnswer
}

/** The OS knows who stays; the log of spawns knows which line of the user's started it. */
function withSpawnSite(finding: Finding, request: DiagnosisRequest): Finding {
  const member = findMember(request.tree(), finding.process)
  if (finding.site !== null || member === null) return finding
  const { spawns, runStartedAtEpochMs, runnerPids } = request
  const spawn = attributeSpawn(member, spawns, runStartedAtEpochMs, new Set(runnerPids))
  if (spawn === null || (!spawn.exact && member.role === 'command')) return finding
  // A runner's own line is nobody's fault: its workers are not what a person has to fix.
  if (/[\\/]node_modules[\\/]|^node:|site-packages[\\/]/.test(spawn.site.file)) return finding
  const evidence = `${spawn.exact ? 'started' : 'probably started'} as: ${spawn.command}`
  return { ...finding, site: spawn.site, stack: spawn.stack, evidence: [...finding.evidence, evidence] }
}

/** The adapter's own view of one process; its failure is a warning. */
async function askOne(adapter: RuntimeAdapter, target: AskTarget, context: AskContext): Promise<Answered> {
  const silent = (message: string): RuntimeAnswer => ({
    findings: [],
    willEndInMs: null,
    answered: false,
    warnings: [{ code: `${adapter.name}-mute`, message: `pid ${target.process.pid}: ${message}` }],
  })
  try {
    const late = silent(`gave no answer within ${context.budgetMs} ms`)
    return { process: target.process, answer: await within(adapter.ask(target, context), context.budgetMs, late) }
  } catch (error) {
    return { process: target.process, answer: silent((error as Error).message) }
  }
}

/**
 * When the run will have ended by itself: the latest end of all that hold it, null when one of them promises none. A
 * process that was left behind (an orphan, a daemon) may promise what it likes: nobody should have to wait for it.
 */
function commonEnd(answered: readonly Answered[], tree: TreeState): number | null {
  const holding = answered.filter(({ answer }) => answer.findings.some((finding) => finding.holdsProcess))
  const isLeftBehind = ({ process }: Answered) => {
    const role = findMember(tree, process)?.role
    return role === 'reparented' || role === 'detached'
  }
  const ends = holding.map((one) => (isLeftBehind(one) ? null : one.answer.willEndInMs))
  if (ends.length === 0) return null
  return ends.reduce<number | null>(
    (latest, end) => (latest === null || end === null ? null : Math.max(latest, end)),
    0,
  )
}

function describeTargets(request: DiagnosisRequest, details: readonly ProcessDetail[]): readonly AskTarget[] {
  const { living } = request.tree()
  const detailOf = new Map(details.map((detail) => [keyText(detail), detail]))
  return request.targets.flatMap((key) => {
    const member = living.get(keyText(key))
    if (member === undefined) return []
    const process: ProcessSample = { ...member, marks: member.marks }
    return [{ process, detail: detailOf.get(keyText(key)) ?? null }]
  })
}

/** The promise's value, or `otherwise` when it takes longer. A late failure is swallowed: nobody waits for it. */
export function within<T>(promise: Promise<T>, budgetMs: number, otherwise: T): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(otherwise), budgetMs)
    promise.then(
      (value) => {
        clearTimeout(timer)
        resolve(value)
      },
      (error) => {
        clearTimeout(timer)
        reject(error)
      },
    )
  })
}
