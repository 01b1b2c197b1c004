import { readText } from './proc-files.js'

/**
 * Has any process (or thread) been made since the last question? The last field of /proc/loadavg is the newest pid of
 * our pid namespace; reading it costs microseconds where a look at every process costs milliseconds. Some containers
 * make the file up (gVisor, lxcfs): `distrust` is called when a newcomer turns up that was not announced, and from then
 * on the answer is always yes.
 */
export class LastPid {
  private seen: number | null = null
  private isTrusted = true

  /** Asked once before each scan; remembers the answer. */
  hasMoved(): boolean {
    const now = readLastPid()
    const hasMoved = now === null || now !== this.seen
    this.seen = now
    return hasMoved || !this.isTrusted
  }

  /** To be asked after a scan that was not announced yet found newcomers: is it still the same value? */
  isUnmoved(): boolean {
    return readLastPid() === this.seen
  }

  distrust(): void {
    this.isTrusted = false
  }
}

function readLastPid(): number | null {
  const pid = Number((readText('/proc/loadavg') ?? '').trim().split(' ').at(-1))
  return Number.isInteger(pid) && pid > 0 ? pid : null
}
