import type { Finding, StackFrame } from '../../../core/suspects/finding.js'
import type { PendingAwait } from '../awaits/find-pending.js'
import type { ScriptFacts, ThreadFacts } from '../inside/facts.js'
import { createLocator, fileOfUrl } from '../map/locate.js'
import { callsIn } from './calls.js'
import { baseOf, type JudgeContext } from './findings.js'
import { createAwaitMapper, isInHook } from './pending.js'
import { maskCode, placeOf } from './scan.js'

/**
 * A hook or test that has begun and not ended, where nothing of it is suspended: it returned a promise nobody settles, or
 * never called `done`. Its function is known from the runner's own waiting functions, else from what the preload saw.
 */
export function judgeHooks(
  facts: ThreadFacts,
  functions: readonly PendingAwait[],
  context: JudgeContext,
): readonly Finding[] {
  const frames = createAwaitMapper(facts).mapAwaits(functions)
  const users = frames.filter((frame) => !frame.internal)
  const activity = isInHook(facts) ? facts.activity : null
  const known = activity?.file ? users.filter((frame) => frame.file === activity.file) : users
  const [frame, ...others] = known.length > 0 ? known : users
  const site = frame ?? (activity === null ? null : onlyCall(facts, activity.file ?? '', activity.name ?? ''))
  if (site === null && activity === null) return []
  const name = activity?.name ?? 'a hook or test'
  return [
    {
      ...baseOf(facts, context, 'hook'),
      kind: 'hook-timeout',
      summary: `${name} has begun and does not end: its promise is never settled, or its callback never called`,
      site: site && { file: site.file, line: site.line, column: site.column, function: site.function },
      stack: frame === undefined ? [] : [frame],
      confidence: others.length > 0 || site === null ? 'possible' : 'likely',
      fix: 'see that the promise it returns is settled, or the callback it was given is called, on every path',
      testFile: activity?.file ?? null,
      evidence: [
        frame === undefined
          ? 'the test runner said that it began and not that it ended'
          : 'the test runner waits for it',
      ],
    },
  ]
}

/** The one call of a hook of this name (`afterAll(`) in a file. */
function onlyCall(facts: ThreadFacts, file: string, activityName: string): StackFrame | null {
  const hook = /\b(?:before|after|beforeAll|afterAll|beforeEach|afterEach|suiteTeardown|teardown)\b/.exec(
    activityName,
  )?.[0]
  const script = facts.scripts.find((one: ScriptFacts) => one.source !== null && fileOfUrl(one.url) === file)
  if (hook === undefined || script?.source == null) return null
  const last = (callee: string) => callee.split('.').at(-1)
  const calls = callsIn(maskCode(script.source)).filter((call) => last(call.callee) === hook)
  const [call] = calls
  if (call === undefined || calls.length > 1) return null
  const place = placeOf(script.source, call.offset)
  const site = createLocator().locate(script, place.line, place.column)
  return site === null ? null : { ...site, internal: false }
}
