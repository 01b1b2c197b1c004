import type { Finding, StackFrame } from '../../../core/suspects/finding.js'
import type { ScriptKinds } from '../awaits/await-chains.js'
import type { PendingAwait, PendingChain, WokenSleeper } from '../awaits/find-pending.js'
import type { ThreadFacts } from '../inside/facts.js'
import { createLocator, fileOfUrl } from '../map/locate.js'
import { isInLoop } from './calls.js'
import { baseOf, type JudgeContext } from './findings.js'
import { classifyFile } from './ownership.js'
import { maskCode, offsetOf } from './scan.js'

/**
 * Is this a thread that nothing of its own explains, though it lives? Then it waits for a promise: a runner's worker,
 * say, whose hook never settles. One that waits for its own child or thread is explained by that.
 */
export function isUnexplained(findings: readonly Finding[]): boolean {
  const waitsForOther = findings.some((finding) => finding.kind === 'child-process' || finding.kind === 'worker')
  return !waitsForOther && findings.every((finding) => finding.resource?.details['runnerInternal'] === true)
}

/** Did the runner say that a hook has begun and not that it has ended? Then that hook is what the run waits for. */
export function isInHook(facts: ThreadFacts): boolean {
  return facts.activity?.phase === 'hook' && facts.activity.state === 'started'
}

/** Whose scripts are whose, before source maps: enough to choose what to look at. */
export function scriptKindsOf(facts: ThreadFacts): ScriptKinds {
  const kinds = new Map<string, string>()
  for (const script of facts.scripts) {
    const file = fileOfUrl(script.url)
    if (file !== null) kinds.set(script.id, classifyFile(file, facts.cwd).kind)
  }
  return {
    isUsers: (id) => kinds.get(id) === 'user',
    // Scripts of runners are not sent along: whatever is not the user's and not built in counts.
    isRunners: (id) => kinds.get(id) !== 'user',
  }
}

/** Do timers hold this thread whose callbacks say nothing: `await sleep(500)`? */
export function hasSleepers(findings: readonly Finding[]): boolean {
  return findings.some((finding) => isSleeper(finding))
}

function isSleeper(finding: Finding): boolean {
  return finding.kind === 'timer' && finding.site === null && finding.resource?.details['library'] === null
}

/** Gives timers that only wake an async function the line where it stands; in a loop it will sleep again. */
export function judgeSleepers(
  facts: ThreadFacts,
  findings: readonly Finding[],
  sleepers: readonly WokenSleeper[],
): readonly Finding[] {
  const mapper = createAwaitMapper(facts)
  return findings.map((finding) => {
    const delayMs = finding.resource?.details['delayMs']
    const same = sleepers.find((one) => finding.id.endsWith(`:timer:${one.asyncId}`))
    const sleeper = same ?? sleepers.find((one) => one.delayMs === delayMs)
    const stack = sleeper === undefined || !isSleeper(finding) ? [] : mapper.mapAwaits(sleeper.awaits)
    const site = stack.find((frame) => !frame.internal)
    if (site === undefined) return finding
    const again = same === undefined || sleeper?.awaits.some((one) => mapper.isInLoop(one)) === true
    const { resource } = finding
    return {
      ...finding,
      summary: again ? `${finding.summary}; the loop that waits for it will sleep again` : finding.summary,
      site: { file: site.file, line: site.line, column: site.column, function: site.function },
      stack,
      resource: resource === null || !again ? resource : { ...resource, willEndInMs: null },
      fix: again ? 'stop the loop in teardown: let it check a flag or an AbortSignal given to the sleep' : finding.fix,
      evidence: [...finding.evidence, 'it wakes the async function that stands here'],
    }
  })
}

export interface AwaitMapper {
  mapAwaits(awaits: readonly PendingAwait[]): StackFrame[]
  isInLoop(one: PendingAwait): boolean
}

/** Maps places of suspended functions of one thread. */
export function createAwaitMapper(facts: ThreadFacts): AwaitMapper {
  const locator = createLocator()
  const byId = new Map(facts.scripts.map((script) => [script.id, script]))
  return {
    mapAwaits: (awaits) =>
      awaits.flatMap((one) => {
        const script = byId.get(one.scriptId)
        const site = script === undefined ? null : locator.locate(script, one.line, one.column, one.function)
        return site === null ? [] : [{ ...site, internal: classifyFile(site.file, facts.cwd).kind !== 'user' }]
      }),
    isInLoop(one) {
      const source = byId.get(one.scriptId)?.source ?? null
      return source !== null && isInLoop(maskCode(source), offsetOf(source, one.line, one.column))
    },
  }
}

/** Chains of awaits as findings, each at the innermost line of the user's. */
export function judgePending(facts: ThreadFacts, chains: readonly PendingChain[], context: JudgeContext): Finding[] {
  const mapper = createAwaitMapper(facts)
  const wanted = chains.some((chain) => chain.isAwaitedByRunner)
    ? chains.filter((chain) => chain.isAwaitedByRunner)
    : chains
  return wanted.flatMap((chain, index) => {
    const stack = mapper.mapAwaits(chain.awaits)
    const site = stack.find((frame) => !frame.internal)
    if (site === undefined) return []
    const hook = isInHook(facts) ? facts.activity : null
    const evidence = ['an async function stands here, and nothing is left that could wake it']
    if (chain.isAwaitedByRunner) evidence.push('the test runner waits for it')
    return [
      {
        ...baseOf(facts, context, `await:${index}`),
        kind: 'pending-promise' as const,
        summary: `await that never settles${hook?.name ? `, in ${hook.name}` : ''}`,
        site: { file: site.file, line: site.line, column: site.column, function: site.function },
        stack,
        confidence: chain.isAwaitedByRunner ? ('likely' as const) : ('possible' as const),
        fix: 'see that the awaited promise is resolved or rejected on every path, or race it with a timeout',
        testFile: hook?.file ?? null,
        evidence,
      },
    ]
  })
}
