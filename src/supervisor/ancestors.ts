import { readFileSync } from 'node:fs'

/** Generations looked at: wrappers rarely put more than a handful between a runner and a test's own run. */
const GENERATIONS_MAX = 64

/** Pids above a process, nearest first, as they are now. Empty without /proc, shorter when one of them has gone. */
export function readAncestors(pid: number): readonly number[] {
  const ancestors: number[] = []
  for (let parent = readParent(pid); parent !== null && parent > 1; parent = readParent(parent)) {
    if (parent === process.pid || ancestors.length >= GENERATIONS_MAX) break
    ancestors.push(parent)
  }
  return ancestors
}

/** The fourth field of stat; the second, in brackets, may hold anything. */
function readParent(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return null
  }
}
