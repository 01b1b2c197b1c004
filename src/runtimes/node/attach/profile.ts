import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../../core/limits.js'
import type { RawFrame } from '../inside/facts.js'
import type { Reply, Session } from './cdp.js'

/**
 * Stacks of a thread that never pauses where it could be interrupted with a stack (a loop of microtasks): a short CPU
 * profile, the hottest stack first. Empty when the profiler does not answer.
 */
export async function profileThread(session: Session): Promise<RawFrame[]> {
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: 1_000 })
  await session.send('Profiler.start')
  await sleep(LIMITS.profileMs)
  const reply = await session.send('Profiler.stop')
  void session.send('Profiler.disable')
  return reply?.profile === undefined ? [] : hottestStack(reply.profile)
}

function hottestStack(profile: Reply): RawFrame[] {
  const nodes: Reply[] = profile.nodes ?? []
  const parents = new Map<number, Reply>()
  for (const node of nodes) for (const child of node.children ?? []) parents.set(child, node)
  const isCode = (node: Reply) => node.callFrame.url !== '' && !node.callFrame.url.startsWith('node:')
  const hottest = nodes.filter(isCode).sort((a, b) => b.hitCount - a.hitCount)[0]
  // A thread that sleeps has samples too: they are idle.
  const total = nodes.reduce((sum, node) => sum + node.hitCount, 0)
  if (hottest === undefined || hottest.hitCount * 5 < total) return []
  const frames: RawFrame[] = []
  for (let node: Reply = hottest; node !== undefined; node = parents.get(node.id)) {
    if (node.callFrame.url === '') continue
    const ticks: Reply[] = node === hottest ? (node.positionTicks ?? []) : []
    const line = ticks.sort((a, b) => b.ticks - a.ticks)[0]?.line ?? node.callFrame.lineNumber + 1
    frames.push({
      url: node.callFrame.url,
      line,
      column: node === hottest ? 1 : node.callFrame.columnNumber + 1,
      function: node.callFrame.functionName || null,
    })
  }
  return frames
}
