import { readFileSync } from 'node:fs'
import { readText } from './proc-files.js'
import { parseStat } from './stat.js'

export interface KernelUnits {
  readonly ticksPerSecond: number
  readonly pageBytes: number
}

const AT_PAGESZ = 6n
const AT_CLKTCK = 17n

/**
 * Clock tick and page size from the auxiliary vector the kernel gave this very process: no `getconf` child, and right
 * on machines with 16 or 64 KB pages. Falls back to the values nearly every machine has.
 */
export function readKernelUnits(): KernelUnits {
  const units = { ticksPerSecond: 100, pageBytes: 4096 }
  try {
    const vector = readFileSync('/proc/self/auxv')
    const isWide = !['arm', 'ia32', 'mipsel', 'mips', 'ppc'].includes(process.arch)
    const word = isWide ? 8 : 4
    for (let at = 0; at + 2 * word <= vector.length; at += 2 * word) {
      const key = readWord(vector, at, isWide)
      const value = Number(readWord(vector, at + word, isWide))
      if (key === AT_PAGESZ && value > 0) units.pageBytes = value
      if (key === AT_CLKTCK && value > 0) units.ticksPerSecond = value
    }
  } catch {
    // A container that hides auxv: the usual values stand.
  }
  return units
}

function readWord(vector: Buffer, at: number, isWide: boolean): bigint {
  const isBigEndian = ['s390x', 's390', 'mips', 'ppc'].includes(process.arch)
  if (isWide) return isBigEndian ? vector.readBigUInt64BE(at) : vector.readBigUInt64LE(at)
  return BigInt(isBigEndian ? vector.readUInt32BE(at) : vector.readUInt32LE(at))
}

/**
 * ms to add to a start time in ms since boot to get it on the run's clock. Containers with a virtual /proc/uptime
 * (lxcfs) would place every start in the future: our own start shows it, and the monotonic clock serves instead.
 */
export function measureBootOffsetMs(nowMs: () => number, units: KernelUnits): number {
  const uptimeMs = Number.parseFloat(readText('/proc/uptime') ?? '') * 1000
  const monotonicMs = Number(process.hrtime.bigint() / 1_000_000n)
  const own = parseStat(readText('/proc/self/stat') ?? '')
  const ownStartMs = own === null ? 0 : (own.startTicks * 1000) / units.ticksPerSecond
  const isPlausible = Number.isFinite(uptimeMs) && uptimeMs + 1_000 >= ownStartMs
  return nowMs() - (isPlausible ? uptimeMs : monotonicMs)
}
