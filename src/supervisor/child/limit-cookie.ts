import { randomInt } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** 2^48: a cookie has about 47 random bits and stays far below what any shell's arithmetic can hold. */
const COOKIE_MAX = 2 ** 48
/** Under a hard limit lower than this there is no room for a number nobody else uses. */
const COOKIE_MIN = 2 ** 30

/**
 * A random value for RLIMIT_LOCKS, decimal, or null where it cannot be used. The limit does nothing on Linux since
 * 2.4.25, but it is inherited over fork, exec, setsid and `env -i`, and everyone can read it. A process may only lower
 * its hard limit: inside another run the cookie has to be smaller than that run's.
 */
export function createLimitCookie(): string | null {
  if (process.platform !== 'linux') return null
  const hard = readHardLimit()
  if (hard === null) return null
  const top = Math.min(hard, COOKIE_MAX)
  if (top <= COOKIE_MIN) return null
  // The upper half only, so that runs inside runs can go on dividing.
  return String(randomInt(Math.floor(top / 2), top - 1))
}

function readHardLimit(): number | null {
  try {
    const match = /^Max file locks\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))
    if (match === null) return null
    return match[1] === 'unlimited' ? Number.POSITIVE_INFINITY : Number(match[1])
  } catch {
    return null
  }
}
