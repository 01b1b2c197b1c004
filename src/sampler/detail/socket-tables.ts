import { endianness } from 'node:os'
import type { Endpoint } from '../../core/tree/sample.js'

/** One line of /proc/net/{tcp,tcp6,udp,udp6}. */
export interface SocketEntry {
  readonly protocol: 'tcp' | 'udp'
  readonly local: Endpoint
  readonly remote: Endpoint
  readonly state: string
  readonly inode: string
}

const TCP_STATES = [
  'UNKNOWN',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
]

const isLittleEndian = endianness() === 'LE'

/** Every socket of the table; lines that do not fit are skipped. */
export function parseSocketTable(text: string, protocol: 'tcp' | 'udp'): readonly SocketEntry[] {
  const entries: SocketEntry[] = []
  for (const line of text.split('\n').slice(1)) {
    const fields = line.trim().split(/\s+/)
    const [, localText, remoteText, stateText] = fields
    const inode = fields[9]
    if (localText === undefined || remoteText === undefined || inode === undefined) continue
    const local = parseEndpoint(localText)
    const remote = parseEndpoint(remoteText)
    if (local === null || remote === null) continue
    entries.push({
      protocol,
      local,
      remote,
      state: TCP_STATES[Number.parseInt(stateText ?? '', 16)] ?? 'UNKNOWN',
      inode,
    })
  }
  return entries
}

const SO_ACCEPTCON = 0x10000

/** Paths of listening unix sockets by inode; `@name` for abstract ones. */
export function parseListeningUnix(text: string): ReadonlyMap<string, string> {
  const paths = new Map<string, string>()
  for (const line of text.split('\n').slice(1)) {
    const match = /^\S+: \S+ \S+ (\S+) \S+ \S+ +(\d+) (.+)$/.exec(line)
    if (match?.[1] !== undefined && match[2] !== undefined && (Number.parseInt(match[1], 16) & SO_ACCEPTCON) !== 0)
      paths.set(match[2], match[3] ?? '')
  }
  return paths
}

/** `0100007F:1F90` and its IPv6 form: words in the machine's byte order, port big-endian. Null for anything else. */
export function parseEndpoint(text: string): Endpoint | null {
  const match = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/i.exec(text)
  if (match === null) return null
  const words = (match[1] ?? '').match(/.{8}/g) ?? []
  const bytes = words.flatMap((word) => {
    const four = (word.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16))
    return isLittleEndian ? four.reverse() : four
  })
  return {
    address: bytes.length === 4 ? bytes.join('.') : formatIpv6(bytes),
    port: Number.parseInt(match[2] ?? '', 16),
  }
}

/** Shortest form; IPv4 in IPv6 as plain IPv4, so that both ends of a connection read alike. */
function formatIpv6(bytes: readonly number[]): string {
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255
  if (isMapped) return bytes.slice(12).join('.')
  const groups = Array.from({ length: 8 }, (_, index) =>
    (((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0)).toString(16),
  )
  const text = groups.join(':')
  const zeros = [...text.matchAll(/\b0(?::0)+\b/g)].sort((a, b) => b[0].length - a[0].length)[0]
  if (zeros === undefined) return text
  const before = text.slice(0, zeros.index).replace(/:$/, '')
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, '')
  return `${before}::${after}`
}
