import { LIMITS } from '../../limits.js'
import type { OsClaim } from './claim.js'
import { explainWait, shortName, showEndpoint, showPeer } from './describe.js'
import type { OsView, Subject } from './view.js'

/** States of a connection that somebody may still be waiting on; the rest is the kernel's own business. */
const OPEN = new Set(['ESTABLISHED', 'SYN_SENT', 'CLOSE_WAIT'])

const END_THREADS =
  'Its other threads have not ended: give each a stop flag or message and join it when the tests end (shutdown(), close(), daemon threads). A stack of every thread shows where they are (py-spy dump, jstack, gdb).'

/**
 * For a process no rule had an answer for: what it listens on and is connected to may keep it, and if there is nothing
 * of the kind, at least what its threads wait for. Never empty.
 */
export function claimIdle(subject: Subject, view: OsView): readonly OsClaim[] {
  const network = [...claimServers(subject), ...claimConnections(subject, view)]
  return network.length > 0 ? network : [claimUnknown(subject)]
}

function claimServers({ member, detail }: Subject): readonly OsClaim[] {
  return (detail?.listening ?? []).slice(0, LIMITS.evidenceItemsMax).map((endpoint) => ({
    kind: endpoint.protocol === 'udp' ? 'udp' : endpoint.protocol === 'unix' ? 'pipe' : 'tcp-server',
    summary: `${shortName(member)} listens on ${showEndpoint(endpoint)}`,
    fix: 'Close the server when the tests end (server.close() in afterAll, a fixture that stops it): a listening socket keeps an event loop alive.',
    confidence: 'possible',
    details: { address: endpoint.address, port: endpoint.port, protocol: endpoint.protocol ?? 'tcp' },
  }))
}

function claimConnections({ member, detail }: Subject, view: OsView): readonly OsClaim[] {
  const open = (detail?.connections ?? []).filter(({ state }) => OPEN.has(state))
  const remotes = [...groupBy(open, (connection) => showEndpoint(connection.remote)).values()]
  return remotes.slice(0, LIMITS.evidenceItemsMax).map((connections) => {
    const isBlocked = (detail?.threads ?? []).some((thread) =>
      connections.some(({ fd }) => fd !== undefined && fd === thread.fd),
    )
    const [first] = connections
    const count = connections.length === 1 ? '' : `${connections.length} times `
    return {
      kind: 'tcp-socket',
      summary: `${shortName(member)} ${
        isBlocked ? 'waits for an answer from' : `is still connected ${count}to`
      } ${first === undefined ? '' : showPeer(first, view)}`,
      fix: 'Close the client when the tests end (pool.end(), client.close(), agent.destroy()), and give requests a timeout.',
      confidence: isBlocked ? 'likely' : 'possible',
      details: {
        remoteAddress: first?.remote.address ?? null,
        remotePort: first?.remote.port ?? null,
        count: connections.length,
        state: first?.state ?? null,
        peerPid: first?.peerPid ?? null,
      },
    }
  })
}

function groupBy<T>(items: readonly T[], nameOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const group = groups.get(nameOf(item))
    if (group === undefined) groups.set(nameOf(item), [item])
    else group.push(item)
  }
  return groups
}

function claimUnknown({ member, detail }: Subject): OsClaim {
  const main = detail?.threads.find((thread) => thread.tid === member.pid) ?? detail?.threads[0]
  const others = (detail?.threads.length ?? 1) - 1
  return {
    kind: 'unknown',
    summary:
      main === undefined
        ? `${shortName(member)} is still running; the system does not tell what it waits for`
        : `${shortName(member)} is still running: its main thread ${explainWait(main)}${
            others > 0 ? `, besides ${others} other thread${others === 1 ? '' : 's'}` : ''
          }`,
    fix: others > 0 && /^futex/.test(main?.syscall ?? '') ? END_THREADS : null,
    confidence: 'possible',
    ...(main === undefined ? {} : { thread: `${main.name} (${main.tid})` }),
  }
}
