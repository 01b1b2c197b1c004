import type { Item, LibuvRow, ThreadFacts } from '../inside/facts.js'

export interface Holding {
  /** Items that keep this thread's loop alive. */
  readonly items: readonly Item[]
  /** Rows of libuv that hold it and that no item explains. */
  readonly unexplained: readonly LibuvRow[]
}

/**
 * Joins what JavaScript shows with libuv's own list. The list decides: it knows what is active, and never errs. Without
 * it everything referenced counts, as long as it plausibly does something.
 */
export function selectHolding(facts: ThreadFacts): Holding {
  if (facts.libuv === null)
    return { items: withoutParts(facts.items.filter((item) => isPlausible(item))), unexplained: [] }
  const left = [...facts.libuv]
  const take = (matches: (row: LibuvRow) => boolean): boolean => {
    const at = left.findIndex(matches)
    if (at < 0) return false
    left.splice(at, 1)
    return true
  }
  const active = facts.items.filter((item) => {
    const { fd, childPid } = item.details
    switch (item.type) {
      case 'server':
      case 'socket':
      case 'udp':
      case 'tty':
      case 'ipc':
        return typeof fd === 'number' && fd >= 0 ? take((row) => row.fd === fd) : isPlausible(item)
      case 'child':
        return take((row) => row.type === 'process' && row.pid === childPid)
      case 'watcher':
        return take((row) => row.type === 'fs_event' || row.type === 'fs_poll')
      case 'worker':
        for (let count = Number(item.details['asyncs']); count > 0; count--) take((row) => row.type === 'async')
        return true
      case 'port':
        return take((row) => row.type === 'async')
      case 'timer':
        return left.some((row) => row.type === 'timer')
      default:
        return true
    }
  })
  const items = withoutParts(active).map((item) => nameWatched(item, facts.libuv ?? []))
  const explained = new Set(['timer', 'idle', 'check', 'prepare', 'signal'])
  return { items, unexplained: left.filter((row) => !explained.has(row.type)) }
}

/** Pipes of a child that is itself a holder, and connections of a server that still listens, are parts of those. */
function withoutParts(items: readonly Item[]): readonly Item[] {
  const children = new Set(items.filter((item) => item.type === 'child').map((item) => item.details['childPid']))
  return items.filter(({ details }) => {
    if (details['ofChild'] !== null && children.has(details['ofChild'] ?? -1)) return false
    return !(details['accepted'] === true && details['serverListening'] === true)
  })
}

/** JavaScript does not keep the path of a watcher; when there is but one, libuv's row is about it. */
function nameWatched(item: Item, rows: readonly LibuvRow[]): Item {
  if (item.type !== 'watcher' || item.details['path'] !== null) return item
  const type = item.details['polling'] === true ? 'fs_poll' : 'fs_event'
  const [row, ...others] = rows.filter((one) => one.type === type)
  if (row?.filename === undefined || others.length > 0) return item
  return { ...item, details: { ...item.details, path: row.filename } }
}

/** Standard streams are always referenced; they hold only while they are read. */
function isPlausible(item: Item): boolean {
  const { fd, reading } = item.details
  const isStandard = item.type === 'tty' || (item.type === 'socket' && typeof fd === 'number' && fd <= 2)
  return !isStandard || (reading === true && fd === 0)
}
