import { LIMITS } from '../../core/limits.js'
import { listNumbers, readLink, readText } from '../linux/proc-files.js'

export interface OpenFile {
  readonly fd: number
  /** As /proc shows it: a path, `pipe:[1]`, `socket:[2]`, `anon_inode:[eventpoll]`. */
  readonly link: string
}

/** Open files of a process, at most LIMITS.openFilesReadMax. Null when they may not be read. */
export function readOpenFiles(pid: number): readonly OpenFile[] | null {
  const numbers = listNumbers(`/proc/${pid}/fd`)
  if (numbers === null) return null
  const files: OpenFile[] = []
  for (const fd of numbers.sort((a, b) => a - b).slice(0, LIMITS.openFilesReadMax)) {
    const link = readLink(`/proc/${pid}/fd/${fd}`)
    if (link !== null) files.push({ fd, link })
  }
  return files
}

/** In which direction a descriptor was opened; `both` when that cannot be read. */
export function readAccess(pid: number, fd: number): 'read' | 'write' | 'both' {
  const flags = /^flags:\s*([0-7]+)/m.exec(readText(`/proc/${pid}/fdinfo/${fd}`) ?? '')?.[1]
  const mode = flags === undefined ? 2 : Number.parseInt(flags, 8) & 3
  return mode === 0 ? 'read' : mode === 1 ? 'write' : 'both'
}

const EPOLLIN = 0x1

/** Descriptors an epoll instance listens to for input. */
export function readEpollInputs(pid: number, fd: number): readonly number[] {
  const text = readText(`/proc/${pid}/fdinfo/${fd}`) ?? ''
  const inputs: number[] = []
  for (const match of text.matchAll(/^tfd:\s*(\d+) events:\s*([0-9a-f]+)/gm))
    if ((Number.parseInt(match[2] ?? '0', 16) & EPOLLIN) !== 0) inputs.push(Number(match[1]))
  return inputs
}

export function inodeOf(link: string, kind: 'pipe' | 'socket'): string | null {
  return link.startsWith(`${kind}:[`) ? link.slice(kind.length + 2, -1) : null
}

export function isTerminalLink(link: string): boolean {
  return /^\/dev\/(pts\/\d+|tty\w*|console)$/.test(link)
}
