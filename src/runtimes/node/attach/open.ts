import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { LIMITS } from '../../../core/limits.js'
import type { ProcessSample } from '../../../core/tree/sample.js'
import { type Connection, connectInspector } from './cdp.js'
import { portsOf, readListeners, readProc, readProcLink, readSocketInodes } from './process-files.js'
import { checkSignalReadiness } from './verify.js'

/** A reason, in words for a warning, why no conversation came about. */
export interface Refusal {
  readonly code: string
  readonly message: string
}

export interface OpenInspector {
  readonly connection: Connection
  /** True: we opened it and close it again; false: it was open before and stays as it was. */
  readonly isOurs: boolean
}

/**
 * Opens a conversation with the inspector of exactly this process: with the one that listens already, else by SIGUSR1,
 * which is sent only when it is known to be caught. Processes that would all open the same default port take turns.
 */
export async function openInspector(
  process: ProcessSample,
  signal: AbortSignal,
  expectNoise: (line: string) => void,
): Promise<OpenInspector | Refusal> {
  const connectToAny = (ports: ReadonlySet<number>) => connectTo(ports, expectNoise)
  const { pid } = process
  if (readProcLink(pid, 'ns/net') !== readProcLink(globalThis.process.pid, 'ns/net'))
    return { code: 'node-other-network', message: `process ${pid} is in another network namespace` }
  const words = readNodeOptions(process)
  if (words.some((word) => /^--inspect(?:-brk|-wait)?(?:=|$)/.test(word))) {
    const connection = await connectToAny(portsOf(pid, readSocketInodes(pid)))
    if (connection !== null) return { connection, isOurs: false }
  }
  return wakeInspector(process, signal, sharedPortOf(words), connectToAny)
}

/** The port this process would open its inspector on when that is no free one: others may want the same. */
export function readSharedPort(process: ProcessSample): number | null {
  return sharedPortOf(readNodeOptions(process))
}

function sharedPortOf(words: readonly string[]): number | null {
  if (words.some(isPreload)) return null
  const chosen = words.map((word) => /^--(?:inspect|debug)-port=(?:.*:)?(\d+)$/.exec(word)?.[1]).find(Boolean)
  return chosen === '0' ? null : Number(chosen ?? 9229)
}

async function wakeInspector(
  process: ProcessSample,
  signal: AbortSignal,
  sharedPort: number | null,
  connectToAny: (ports: ReadonlySet<number>) => Promise<Connection | null>,
): Promise<OpenInspector | Refusal> {
  const { pid } = process
  const before = readSocketInodes(pid)
  if (sharedPort !== null && [...readListeners(pid).values()].includes(sharedPort)) {
    const isItsOwn = portsOf(pid, before).has(sharedPort)
    const connection = isItsOwn ? await connectToAny(new Set([sharedPort])) : null
    if (connection !== null) return { connection, isOurs: false }
    return { code: 'node-port-taken', message: `port ${sharedPort} is in use: the inspector of ${pid} cannot open` }
  }
  if (signal.aborted) return { code: 'node-no-time', message: `no time left to ask process ${pid}` }
  const readiness = checkSignalReadiness(process)
  if (readiness !== 'ready') return refuse(readiness, pid)
  try {
    globalThis.process.kill(pid, 'SIGUSR1')
  } catch {
    return refuse('gone', pid)
  }
  const deadline = performance.now() + LIMITS.inspectorOpenMs
  while (performance.now() < deadline && !signal.aborted) {
    const fresh = new Set([...readSocketInodes(pid)].filter((inode) => !before.has(inode)))
    const connection = await connectToAny(portsOf(pid, fresh))
    if (connection !== null) return { connection, isOurs: true }
    await sleep(LIMITS.inspectorPollMs)
  }
  return { code: 'node-no-answer', message: `process ${pid} did not open its inspector: its main thread is blocked` }
}

function refuse(readiness: 'deaf' | 'deadly' | 'gone', pid: number): Refusal {
  const why = {
    deaf: `process ${pid} blocks or ignores SIGUSR1`,
    deadly: `process ${pid} does not catch SIGUSR1`,
    gone: `process ${pid} has ended`,
  }
  return { code: `node-${readiness}`, message: why[readiness] }
}

/** Our preload makes Node choose a free port. */
function isPreload(word: string): boolean {
  return /[\\/]probes[\\/]node[\\/](?:packed|preload)\.cjs"?$/.test(word)
}

/** Options as given on the command line and in NODE_OPTIONS; titles may have overwritten the former. */
function readNodeOptions(process: ProcessSample): readonly string[] {
  const environment = (readProc(process.pid, 'environ') ?? '').split('\0')
  const options = environment.find((entry) => entry.startsWith('NODE_OPTIONS='))?.slice(13) ?? ''
  const command = (readProc(process.pid, 'cmdline') ?? '').split('\0')
  return [...options.split(/\s+/), ...command.filter((word) => word.startsWith('--'))]
}

/** What Node prints on its stderr for each connection, whatever its options are. */
const ATTACHED = 'Debugger attached.'

/** The ports are known to belong to the process; one of them may be its inspector's. */
async function connectTo(ports: ReadonlySet<number>, expectNoise: (line: string) => void): Promise<Connection | null> {
  for (const port of ports) {
    const url = await readInspectorUrl(port)
    if (url === null) continue
    expectNoise(ATTACHED)
    const connection = await connectInspector(url, LIMITS.inspectorCommandMs)
    if (connection !== null) return connection
  }
  return null
}

/** The WebSocket address an inspector gives under /json/list; null when something else listens there. */
function readInspectorUrl(port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/json/list', timeout: 500, agent: false }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        text += chunk
        if (text.length > 100_000) request.destroy()
      })
      response.on('end', () => {
        try {
          const url: unknown = JSON.parse(text)[0]?.webSocketDebuggerUrl
          // Only the path is taken from the answer: the address is the one we found to belong to the process.
          const id = typeof url === 'string' ? /^ws:\/\/[^/]+\/([\w-]+)$/.exec(url)?.[1] : undefined
          resolve(id === undefined ? null : `ws://127.0.0.1:${port}/${id}`)
        } catch {
          resolve(null)
        }
      })
      response.on('error', () => resolve(null))
    })
    request.on('timeout', () => request.destroy())
    request.on('error', () => resolve(null))
  })
}
