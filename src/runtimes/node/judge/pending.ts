import type { Finding } from '../../../core/suspects/finding.js'
import type { ScriptKinds } from '../awaits/await-chains.js'
import type { PendingChain } from '../awaits/find-pending.js'
import type { ThreadFacts } from '../inside/facts.js'
import { createLocator, fileOfUrl } from '../map/locate.js'
import { baseOf, type JudgeContext } from './findings.js'
import { classifyFile } from './ownership.js'

/**
 * Is this a thread that nothing of its own explains, though it lives? Then it waits for a promise: a runner's worker,
 * say, whose hook never settles. One that waits for its own child or thread is explained by that.
 */
export function isUnexplained(findings: readonly Finding[]): boolean {
  const waitsForOther = findings.some((finding) => finding.kind === 'child-process' || finding.kind === 'worker')
  return !waitsForOther && findings.every((finding) => finding.resource?.details['runnerInternal'] === true)
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

/** Chains of awaits as findings, each at the innermost line of the user's. */
export function judgePending(facts: ThreadFacts, chains: readonly PendingChain[], context: JudgeContext): Finding[] {
  const locator = createLocator()
  const byId = new Map(facts.scripts.map((script) => [script.id, script]))
  const wanted = chains.some((chain) => chain.isAwaitedByRunner)
    ? chains.filter((chain) => chain.isAwaitedByRunner)
    : chains
  return wanted.flatMap((chain, index) => {
    const stack = chain.awaits.flatMap((one) => {
      const script = byId.get(one.scriptId)
      const site = script === undefined ? null : locator.locate(script, one.line, one.column, one.function)
      return site === null ? [] : [{ ...site, internal: classifyFile(site.file, facts.cwd).kind !== 'user' }]
    })
    const site = stack.find((frame) => !frame.internal)
    if (site === undefined) return []
    const hook = facts.activity?.phase === 'hook' && facts.activity.state === 'started' ? facts.activity : null
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
