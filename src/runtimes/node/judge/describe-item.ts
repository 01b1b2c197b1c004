import type { SuspectKind } from '../../../core/suspects/finding.js'
import type { Item } from '../inside/facts.js'

export interface Description {
  readonly kind: SuspectKind
  /** One line, no file names of code. */
  readonly summary: string
  readonly fix: string
}

/** Kind, words and fix of everything but timers and what a known library owns. */
export function describeItem(item: Item): Description {
  const { details } = item
  switch (item.type) {
    case 'immediate':
      return {
        kind: 'immediate-loop',
        summary: 'setImmediate that schedules itself again',
        fix: 'stop the loop in teardown: keep the handle and `clearImmediate()` it, or check a `stopped` flag',
      }
    case 'server':
      return describeServer(item)
    case 'socket':
      return describeSocket(item)
    case 'udp':
      return { kind: 'udp', summary: 'UDP socket', fix: '`socket.close()` in teardown' }
    case 'tty':
      return describeStdin('terminal')
    case 'child':
      return {
        kind: 'child-process',
        summary: `child process ${details['childPid'] ?? ''}: ${details['command'] ?? 'unknown command'}`,
        fix: 'end it in teardown: `child.kill()` and wait for its `exit` event (kill the whole group if it has children)',
      }
    case 'worker':
      return {
        kind: 'worker',
        summary: `worker thread ${details['workerThreadId'] ?? ''}`.trim(),
        fix: '`await worker.terminate()` in teardown',
      }
    case 'port':
      return {
        kind: 'message-port',
        summary:
          item.className === 'BroadcastChannel' ? 'BroadcastChannel with a listener' : 'MessagePort with a listener',
        fix: '`port.close()` in teardown, or `port.unref()` when it need not hold the process',
      }
    case 'watcher':
      return {
        kind: 'fs-watcher',
        summary: `file watcher on ${details['path'] ?? 'a path'}${details['polling'] === true ? ' (polling)' : ''}`,
        fix: details['polling'] === true ? '`fs.unwatchFile(path)` in teardown' : '`watcher.close()` in teardown',
      }
    case 'ipc':
      return {
        kind: 'pipe',
        summary: "IPC channel to the parent, kept open by `process.on('message')`",
        fix: '`process.disconnect()` when done, or `process.channel.unref()`',
      }
    case 'dns':
      return {
        kind: 'dns',
        summary: `name look-up${details['hostname'] === null ? '' : ` of ${details['hostname']}`} without an answer yet`,
        fix: 'do not contact that host in tests, or cancel the resolver: `resolver.cancel()`',
      }
    default:
      return {
        kind: 'native-handle',
        summary: `pending request ${item.className}`,
        fix: 'await it, or abort it with an AbortSignal in teardown',
      }
  }
}

function describeServer(item: Item): Description {
  const { address, port, connections, protocol } = item.details
  const name = typeof protocol === 'string' ? protocol : 'TCP'
  const where = port === null ? String(address ?? 'a pipe') : `${formatHost(String(address))}:${port}`
  const count = typeof connections === 'number' && connections > 0 ? `, ${connections} open connection(s)` : ''
  return {
    kind: port === null ? 'pipe' : 'tcp-server',
    summary: `${name} server listening on ${where}${count}`,
    fix: /^HTTP/.test(name)
      ? '`server.close()` in teardown, and `server.closeAllConnections()` when clients keep connections alive'
      : '`server.close()` in teardown, after its connections were ended',
  }
}

function describeSocket(item: Item): Description {
  const { details } = item
  if (details['stdin'] === true) return describeStdin('pipe')
  if (typeof details['ofChild'] === 'number')
    return {
      kind: 'pipe',
      summary: `output of child process ${details['ofChild']}, which is gone or unref'd: something still holds its end`,
      fix: "end the child's whole process group, or start it with `stdio: 'ignore'`",
    }
  if (details['native'] === 'Pipe')
    return { kind: 'pipe', summary: 'open pipe or UNIX socket', fix: '`socket.destroy()` in teardown' }
  const remote =
    details['remoteAddress'] === null
      ? 'a peer'
      : `${formatHost(String(details['remoteAddress']))}:${details['remotePort']}`
  if (details['accepted'] === true)
    return {
      kind: 'tcp-socket',
      summary: `connection from ${remote} to a server that no longer listens`,
      fix: 'call `server.closeAllConnections()` with `server.close()`: closing waits for connections that are kept alive',
    }
  if (typeof details['http'] === 'string')
    return {
      kind: 'http-agent',
      summary: `HTTP request ${details['http']} to ${remote} that has not ended`,
      fix: 'read the response to its end, or abort it (`AbortSignal`, `request.destroy()`); `agent.destroy()` in teardown',
    }
  const state = details['connecting'] === true ? 'connecting to' : 'connected to'
  return {
    kind: 'tcp-socket',
    summary: `socket ${state} ${remote}`,
    fix: '`socket.end()` or `socket.destroy()` in teardown',
  }
}

function describeStdin(what: string): Description {
  return {
    kind: 'stdin',
    summary: `standard input (a ${what}) is being read`,
    fix: '`rl.close()` for readline, else `process.stdin.pause()` or `process.stdin.unref()`',
  }
}

function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}
