import { statSync } from 'node:fs'
import { LIMITS } from '../../core/limits.js'
import type { MembershipMark } from '../../core/tree/sample.js'
import type { RunIdentity } from '../process-source.js'
import { hasEntry, listNumbers, orNull, readLink, readText } from './proc-files.js'
import { parseStat, type Stat } from './stat.js'

/** Name of the cookie's variable; the same as in protocol/environment. */
const COOKIE_VARIABLE = 'OVERSTAY_RUN_ID'

/**
 * The marks that can be read off one process alone (the parent link needs the others). Each can be lost in its own way;
 * docs/process-tree.md has the table. A mark must be proof: whoever bears one may be ended.
 */
export class RunMarks {
  private readonly cookie: string
  private readonly limit: string | null
  private readonly sessions: ReadonlySet<number>
  private readonly ttyNumber: number
  private readonly outputs: readonly OutputIdentity[]

  /** @throws when the cookie is empty: it would match every process. */
  constructor(
    identity: RunIdentity,
    root: Stat | null,
    private readonly keeper: Stat | null,
  ) {
    if (identity.runId === '') throw new Error('the run id is empty: every process would bear the mark')
    this.cookie = `${COOKIE_VARIABLE}=${identity.runId}`
    this.limit = usableLimit(identity.limitCookie)
    const leaders = [keeper, root].filter((stat) => stat !== null && stat.sid === stat.pid)
    this.sessions = new Set(leaders.map((stat) => stat?.pid ?? 0))
    this.ttyNumber = keeper?.ttyNumber ?? 0
    this.outputs = identity.outputIds.map((id) => identifyOutput(id, [process.pid, identity.rootPid]))
  }

  /** Session and terminal, from the stat line alone. Numbers of terminals repeat in containers: the session decides. */
  readSession(stat: Stat): readonly MembershipMark[] {
    if (!this.sessions.has(stat.sid)) return []
    return this.ttyNumber !== 0 && stat.ttyNumber === this.ttyNumber ? ['session', 'terminal'] : ['session']
  }

  /** The two cookies. Either may be unreadable for a process of another user. */
  readCookies(pid: number): readonly MembershipMark[] {
    const marks: MembershipMark[] = []
    if (this.hasLimit(pid)) marks.push('limit')
    if (hasEntry(`/proc/${pid}/environ`, this.cookie)) marks.push('cookie')
    return marks
  }

  /** Does it hold the run's own terminal or pipes? The dearest mark: one link per open file. */
  readOutput(pid: number): readonly MembershipMark[] {
    if (this.outputs.length === 0 || !this.isKeeperThere()) return []
    const files = listNumbers(`/proc/${pid}/fd`) ?? []
    for (const file of files.slice(0, LIMITS.openFilesReadMax))
      if (this.isOutput(`/proc/${pid}/fd/${file}`)) return ['output']
    return []
  }

  /**
   * A pty's number is given to the next one as soon as ours is gone, with the same device and inode: whoever holds it
   * then is a stranger, maybe another overstay's run. While the keeper lives the number is ours.
   */
  private isKeeperThere(): boolean {
    if (this.keeper === null) return true
    const stat = parseStat(readText(`/proc/${this.keeper.pid}/stat`) ?? '')
    return stat !== null && stat.startTicks === this.keeper.startTicks
  }

  private hasLimit(pid: number): boolean {
    if (this.limit === null) return false
    const line = /^Max file locks +(\S+)/m.exec(readText(`/proc/${pid}/limits`) ?? '')
    return line?.[1] === this.limit
  }

  private isOutput(path: string): boolean {
    const link = readLink(path)
    const output = link === null ? undefined : this.outputs.find((candidate) => candidate.id === link)
    if (output === undefined) return false
    return output.device === null || deviceOf(path) === output.device
  }
}

interface OutputIdentity {
  readonly id: string
  /** Device and inode of a terminal; null for pipes and sockets, whose number is unique by itself. */
  readonly device: string | null
}

/**
 * `/dev/pts/3` exists once in every container: only device and inode tell ours from theirs. A pipe whose name has been
 * removed cannot be looked up by it, so it is looked for among what its holders have open.
 */
function identifyOutput(id: string, holders: readonly number[]): OutputIdentity {
  if (!id.startsWith('/')) return { id, device: null }
  return { id, device: deviceOf(id) ?? deviceOfOpen(id, holders) ?? 'unknown' }
}

function deviceOfOpen(id: string, holders: readonly number[]): string | null {
  for (const pid of holders)
    for (const file of listNumbers(`/proc/${pid}/fd`) ?? []) {
      const path = `/proc/${pid}/fd/${file}`
      if (readLink(path) === id) return deviceOf(path)
    }
  return null
}

function deviceOf(path: string): string | null {
  const stat = orNull(() => statSync(path))
  return stat === null ? null : `${stat.dev}:${stat.ino}:${stat.rdev}`
}

/** The cookie counts only as a plain number that overstay itself does not bear. */
function usableLimit(cookie: string | null): string | null {
  if (cookie === null || !/^\d{6,}$/.test(cookie)) return null
  const own = /^Max file locks +(\S+)/m.exec(readText('/proc/self/limits') ?? '')
  return own?.[1] === cookie ? null : cookie
}
