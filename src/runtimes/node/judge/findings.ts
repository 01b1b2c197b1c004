import type { Confidence, Finding } from '../../../core/suspects/finding.js'
import type { ProcessKey } from '../../../core/tree/sample.js'
import type { Item, ThreadFacts } from '../inside/facts.js'
import { describeItem } from './describe-item.js'
import { selectHolding } from './holding.js'
import { findLibrary } from './libraries.js'
import { createOriginFinder, type Origin, type OriginFinder } from './origin.js'
import { describeTimer } from './timing.js'

/** Everything the judge must know beside the facts of one thread. */
export interface JudgeContext {
  readonly process: ProcessKey
  readonly nowEpochMs: number
  /** Timers that came back after they had fired, seen over several questions (keys of `timerKey`). */
  readonly rearming: ReadonlySet<string>
}

/** Judges one thread: what holds it, whose it is, how sure that is. Innocent things are no findings. */
export function judgeThread(facts: ThreadFacts, context: JudgeContext): readonly Finding[] {
  const finder = createOriginFinder(facts)
  const busy = judgeRunning(facts, context, finder)
  if (busy !== null) return [busy]
  const { items, unexplained } = selectHolding(facts)
  const findings = items.map((item) => judgeItem(item, facts, context, finder.of(item)))
  for (const row of unexplained) {
    findings.push({
      ...baseOf(facts, context, `libuv:${row.type}:${findings.length}`),
      kind: 'native-handle',
      summary: `native handle (${row.type}) that JavaScript does not show${nameAddons(facts)}`,
      evidence: ["libuv's own list has it active and referenced"],
    })
  }
  return mergeAlike(findings)
}

function nameAddons(facts: ThreadFacts): string {
  const names = facts.addons.map((path) => path.split(/[\\/]/).at(-1))
  return names.length === 0 ? '' : `; loaded add-ons: ${names.slice(0, 5).join(', ')}`
}

function judgeItem(item: Item, facts: ThreadFacts, context: JudgeContext, origin: Origin): Finding {
  const isRearming = context.rearming.has(timerKey(item))
  const timer = item.type === 'timer' ? describeTimer(item, isRearming) : null
  const plain = describeItem(item)
  const library = findLibrary(origin.library)
  const inPackage = origin.library === null ? '' : ` in ${library?.name ?? origin.library}`
  const forRunner = origin.runner === null ? '' : `, ${origin.runner}'s own`
  const evidence = [facts.libuv === null ? 'referenced' : "libuv's own list has it active and referenced"]
  if (origin.evidence !== null) evidence.push(origin.evidence)
  const ageMs = item.creation === null ? null : Math.max(0, Math.round(context.nowEpochMs - item.creation.createdAtMs))
  return {
    ...baseOf(facts, context, `${item.type}:${item.asyncId}`),
    kind: timer !== null ? 'timer' : (library?.kind ?? plain.kind),
    summary: `${timer?.summary ?? plain.summary}${inPackage}${forRunner}`,
    site: origin.site,
    stack: origin.stack,
    confidence: confidenceOf(facts, item, origin),
    holdsProcess: origin.runner === null,
    fix: library?.fix ?? (timer === null ? plain.fix : fixTimer(item)),
    resource: {
      type: item.className,
      ref: true,
      ageMs,
      willEndInMs: timer?.willEndInMs ?? null,
      details: { ...item.details, library: origin.library, runnerInternal: origin.runner !== null },
    },
    testFile: origin.testFile,
    evidence,
    release: isReleasable(item, origin)
      ? { gentleness: 'precise', token: JSON.stringify([facts.threadId, item.type, item.asyncId]) }
      : null,
  }
}

/**
 * A runner that lost its own worker or channel would end without its report; pending requests have no handle; an
 * immediate that is taken away while it runs has already made the next one.
 */
function isReleasable(item: Item, origin: Origin): boolean {
  return origin.runner === null && !['request', 'dns', 'immediate'].includes(item.type)
}

function confidenceOf(facts: ThreadFacts, item: Item, origin: Origin): Confidence {
  if (origin.runner !== null) return 'possible'
  if (origin.how === 'guessed' || facts.libuv === null) return 'likely'
  return facts.threadId !== 0 && (item.type === 'port' || item.type === 'ipc') ? 'likely' : 'certain'
}

function fixTimer(item: Item): string {
  return item.details['repeatMs'] === null
    ? '`clearTimeout(timer)` in teardown (afterAll), or `timer.unref()` when it need not hold the process'
    : '`clearInterval(timer)` in teardown (afterAll), or `timer.unref()` when it need not hold the process'
}

/** The same timer, over several questions: by its callback and delay, never by identity. */
export function timerKey(item: Item): string {
  const [fn] = item.functions
  return `${fn?.scriptId ?? ''}:${fn?.line ?? ''}:${fn?.column ?? ''}:${item.details['delayMs']}`
}

/** JavaScript that never yields: the stack we interrupted. */
function judgeRunning(facts: ThreadFacts, context: JudgeContext, finder: OriginFinder): Finding | null {
  if (facts.running.length === 0) return null
  const stack = finder.mapFrames(facts.running)
  const site = stack.find((frame) => !frame.internal) ?? null
  // Built-in functions have no file; whichever lies over the first of ours is what blocks.
  const scripted = facts.running.findIndex((frame) => frame.url !== '')
  const isWait = facts.running.slice(0, scripted).some((frame) => frame.function === 'wait')
  return {
    ...baseOf(facts, context, 'running'),
    kind: isWait ? 'lock' : 'busy-loop',
    summary: isWait ? 'Atomics.wait blocks the thread' : 'JavaScript that runs without end',
    site: site === null ? null : { file: site.file, line: site.line, column: site.column, function: site.function },
    stack,
    confidence: 'certain',
    fix: isWait
      ? 'notify the waiting thread, or wait with a timeout'
      : 'let the loop end, or yield in it, before teardown waits for it',
    evidence: ['interrupted by the inspector while it ran'],
  }
}

/** A finding about this thread with nothing in it yet. */
export function baseOf(facts: ThreadFacts, context: JudgeContext, name: string): Finding {
  return {
    id: `node:${context.process.pid}:${facts.threadId}:${name}`,
    process: context.process,
    source: 'node',
    kind: 'unknown',
    summary: '',
    site: null,
    stack: [],
    confidence: 'certain',
    holdsProcess: true,
    fix: null,
    thread: facts.threadId === 0 ? null : `worker ${facts.threadId}`,
    resource: null,
    testFile: null,
    evidence: [],
    release: null,
  }
}

/** Many of a kind from one line (a hundred timers of one loop, the watchers of one directory) are one finding. */
function mergeAlike(findings: readonly Finding[]): readonly Finding[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const { site, resource } = finding
    const library = resource?.details['library']
    const key =
      site !== null
        ? `${finding.kind}:${site.file}:${site.line}:${finding.thread}`
        : typeof library === 'string'
          ? `${finding.kind}:${library}:${finding.thread}`
          : finding.id
    groups.set(key, [...(groups.get(key) ?? []), finding])
  }
  return [...groups.values()].map((group) => {
    const [first, ...others] = group as [Finding, ...Finding[]]
    if (others.length === 0) return first
    const tokens = group.flatMap((one) => (one.release === null ? [] : [one.release.token]))
    const ends = group.map((one) => one.resource?.willEndInMs ?? null)
    const willEndInMs = ends.includes(null) ? null : Math.max(...(ends as number[]))
    return {
      ...first,
      summary: `${first.summary} (and ${others.length} more like it)`,
      resource: first.resource === null ? null : { ...first.resource, willEndInMs },
      release: tokens.length === 0 ? null : { gentleness: 'precise' as const, token: tokens.join('\n') },
    }
  })
}
