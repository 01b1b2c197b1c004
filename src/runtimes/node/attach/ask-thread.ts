import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../../core/limits.js'
import type { RawFrame, ThreadFacts } from '../inside/facts.js'
import type { Pulse } from '../inside/pulse.js'
import { buildCollectScript, buildPulseScript } from '../inside/script.js'
import { selectHolding } from '../judge/holding.js'
import type { Session } from './cdp.js'
import { profileThread } from './profile.js'

/** How a thread is looked at: with libuv's own list? does it have workers of its own? */
export interface Look {
  readonly report: boolean
  readonly hasWorkers: boolean
}

/**
 * Everything about one thread. The inspector interrupts running JavaScript to answer, so a busy thread answers too: with
 * its stack. A thread counts as busy only when its event loop did not come round between several looks. Null: no answer.
 */
export async function askThread(session: Session, look: Look): Promise<ThreadFacts | null> {
  const first = await takePulse(session)
  if (first === null) return null
  const isBusy = first.running.length > 0
  if (isBusy) {
    const stacks = await watchRunning(session, first)
    if (stacks !== null) return collectStuck(session, commonStack(stacks))
  }
  const facts = await confirmRows(session, look, await collectFacts(session, { ...look, isBusy }, false))
  const last = await takePulse(session)
  if (facts === null || last === null || last.turned !== false) return facts
  await sleep(LIMITS.pulseGapMs)
  const later = await takePulse(session)
  if (later === null || later.turned !== false) return facts
  // No stack at all: the loop only seems to stand still, because somebody has faked the clock our mark is wiped off by.
  const stuck = await collectStuck(session, later.running)
  return stuck === null || stuck.running.length === 0 ? facts : stuck
}

/** A row nobody explains may be a passing one (our own messages to a worker, say): it must still be there a moment later. */
async function confirmRows(session: Session, look: Look, facts: ThreadFacts | null): Promise<ThreadFacts | null> {
  if (facts?.libuv == null || selectHolding(facts).unexplained.length === 0) return facts
  await sleep(LIMITS.pulseGapMs)
  const later = await collectFacts(session, look, false)
  const addresses = new Set(later?.libuv?.map((row) => row.address))
  return { ...facts, libuv: facts.libuv.filter((row) => addresses.has(row.address)) }
}

/** Stacks of a thread that stays in one turn of its loop; null when it comes round after all. */
async function watchRunning(session: Session, first: Pulse): Promise<(readonly RawFrame[])[] | null> {
  const stacks = [first.running]
  while (stacks.length < LIMITS.pulsesMin) {
    await sleep(LIMITS.pulseGapMs)
    const pulse = await takePulse(session)
    if (pulse === null) break
    if (pulse.turned !== false) return null
    stacks.push(pulse.running)
  }
  return stacks
}

/** The frames all stacks share, innermost first: a loop shows itself, not the helpers it happened to be in. */
export function commonStack(stacks: readonly (readonly RawFrame[])[]): readonly RawFrame[] {
  const [first = [], ...others] = stacks.filter((stack) => stack.length > 0)
  let shared = first.length
  for (const other of others) {
    let same = 0
    while (same < shared && same < other.length && isSameFunction(first.at(-1 - same), other.at(-1 - same))) same++
    shared = same
  }
  return shared === 0 ? first : first.slice(first.length - shared)
}

function isSameFunction(a: RawFrame | undefined, b: RawFrame | undefined): boolean {
  return a?.url === b?.url && a?.function === b?.function
}

/** A loop of microtasks is only ever interrupted between two of them, without a stack: the profiler has it. */
async function collectStuck(session: Session, stack: readonly RawFrame[]): Promise<ThreadFacts | null> {
  const hasCode = stack.some((frame) => frame.url !== '' && !frame.url.startsWith('node:'))
  const running = hasCode ? stack : await profileThread(session)
  const facts = await collectFacts(session, { report: false, hasWorkers: false }, true)
  return facts === null ? null : { ...facts, running }
}

async function collectFacts(
  session: Session,
  look: Look & { isBusy?: boolean },
  stuck: boolean,
): Promise<ThreadFacts | null> {
  const sourceBytesMax = LIMITS.scriptSourceBytesMax
  const script = buildCollectScript({ isBusy: false, ...look, stuck, sourceBytesMax, itemsMax: LIMITS.nodeItemsMax })
  return evaluate(session, script, LIMITS.collectMs)
}

function takePulse(session: Session): Promise<Pulse | null> {
  return evaluate(session, buildPulseScript(), LIMITS.inspectorCommandMs)
}

/** Evaluates an expression of ours and gives its value back; null when it threw or did not answer. */
export async function evaluate<T>(session: Session, expression: string, timeoutMs: number): Promise<T | null> {
  const parameters = { expression, includeCommandLineAPI: true, returnByValue: true, silent: true }
  const reply = await session.send('Runtime.evaluate', parameters, timeoutMs)
  if (reply === null || reply.exceptionDetails !== undefined) return null
  return reply.result?.value ?? null
}
