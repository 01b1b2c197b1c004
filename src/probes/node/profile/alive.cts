/** Is a noted object still at work, and does it hold the process? By its kind; true where nobody can tell while it is reachable. */
type Loose = Readonly<Record<string, unknown>> & { hasRef?(): boolean; address?(): unknown }

function isAtWork(kind: string, object: object): boolean {
  const it = object as Loose
  switch (kind) {
    case 'timer':
    case 'interval':
      return it['_destroyed'] !== true
    case 'server':
      return it['listening'] === true || (it['_handle'] !== null && it['_handle'] !== undefined)
    case 'socket':
    case 'stdin':
      return it['destroyed'] !== true
    case 'child':
      return it['exitCode'] === null && it['signalCode'] === null
    case 'worker':
      return it['threadId'] !== -1
    case 'watcher':
      return it['_handle'] !== null
    case 'udp':
      return isBound(it)
    default:
      return true
  }
}

/** A closed or never bound socket throws; its handle may not be looked at without a deprecation warning. */
function isBound(socket: Loose): boolean {
  try {
    socket.address?.()
    return true
  } catch {
    return false
  }
}

/** Node keeps the native handle under `_handle` or a symbol; a UDP socket one object deeper. True where none is found. */
function isHolding(object: object): boolean {
  const own = object as Loose
  if (typeof own.hasRef === 'function') return own.hasRef() !== false
  for (const key of ['_handle', ...Object.getOwnPropertySymbols(object)]) {
    const value = ownValue(object, key)
    const handle = [value, ownValue(value, 'handle')].find(
      (each) => typeof (each as Loose | null)?.hasRef === 'function',
    )
    if (handle !== undefined) return (handle as Required<Loose>).hasRef() !== false
  }
  return true
}

/** Never through a getter: some warn that they are deprecated. */
function ownValue(object: unknown, key: PropertyKey): unknown {
  if (typeof object !== 'object' || object === null) return undefined
  return Object.getOwnPropertyDescriptor(object, key)?.value
}

export = { isAtWork, isHolding }
