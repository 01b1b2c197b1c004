import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Writable } from 'node:stream'
import type { ProcessSample, TreeSample } from '../../../src/core/tree/sample.js'
import type { ProcessSource, RunIdentity } from '../../../src/sampler/process-source.js'
import { createLimitCookie } from '../../../src/supervisor/child/limit-cookie.js'

/** A real command followed by a real source. Everything it leaves behind ends with `stop`. */
export interface RealRun {
  readonly child: ChildProcess
  readonly pid: number
  readonly identity: RunIdentity
  readonly source: ProcessSource
  readonly directory: string
  /** Wait until a process of the fixture has written its pid to the file `name`. */
  pidOf(name: string): Promise<number>
  /** Sample until one passes; fails with the last sample after `withinMs`. */
  sampleUntil(
    isWanted: (sample: TreeSample) => boolean,
    options?: { thorough?: boolean; withinMs?: number },
  ): Promise<TreeSample>
  stop(): Promise<void>
}

export interface RunOptions {
  readonly interpreter?: readonly string[]
  /** Start following only after this file of the fixture exists. */
  readonly beginAfter?: string
  readonly withCookie?: boolean
  readonly withLimit?: boolean
}

const SHELL = ['sh', '-c']

/** Run `script` (a shell's by default) with the run's cookies set, `$DIR` for its files, and begin to follow it. */
export async function startRun(source: ProcessSource, script: string, options: RunOptions = {}): Promise<RealRun> {
  const directory = mkdtempSync(join(tmpdir(), 'overstay-sampler-'))
  const runId = randomBytes(12).toString('hex')
  // As the program does it: below the limit of a run this test itself may be part of.
  const limit = createLimitCookie()
  const hasLimit = options.withLimit !== false && limit !== null
  const [program, ...args] = [...(options.interpreter ?? SHELL), script]
  const setLimit = hasLimit ? `ulimit -w ${limit} 2>/dev/null || ulimit -x ${limit} 2>/dev/null; ` : ''
  // The gate is held until the output has been looked at: a quick command would be gone.
  const gated = `${setLimit}read -r _ <&3; exec 3<&-; exec "$@"`
  const child = spawn('sh', ['-c', gated, 'sh', program ?? 'sh', ...args], {
    stdio: ['pipe', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, DIR: directory, ...(options.withCookie === false ? {} : { OVERSTAY_RUN_ID: runId }) },
  })
  // A fixture that is killed resets its pipes: that is what the test wants, not a fault.
  for (const stream of child.stdio) stream?.on('error', () => {})
  const pid = child.pid ?? 0
  const startedAt = performance.now()
  const outputIds = process.platform === 'linux' ? [readlinkSync(`/proc/${pid}/fd/1`)] : []
  const gate = child.stdio[3] as Writable
  gate.end('\n')
  const limitCookie = hasLimit ? limit : null
  const identity: RunIdentity = { rootPid: pid, keeperPid: null, runId, limitCookie, outputIds, ownPids: [] }
  if (options.beginAfter !== undefined) await waitForPid(join(directory, options.beginAfter))
  source.begin(identity, () => performance.now() - startedAt)
  const seen = new Map<number, number>()

  const sampleUntil: RealRun['sampleUntil'] = async (isWanted, { thorough = false, withinMs = 8_000 } = {}) => {
    const until = performance.now() + withinMs
    for (;;) {
      const sample = await (thorough ? source.sampleThoroughly() : source.sample())
      for (const process of sample.processes) seen.set(process.pid, process.startId)
      if (isWanted(sample)) return sample
      if (performance.now() > until) throw new Error(`never seen; last sample:\n${JSON.stringify(sample, null, 1)}`)
      await delay(20)
    }
  }

  return {
    child,
    pid,
    identity,
    source,
    directory,
    pidOf: (name) => waitForPid(join(directory, name)),
    sampleUntil,
    async stop() {
      const last = await source.sampleThoroughly().catch(() => null)
      for (const process of last?.processes ?? []) seen.set(process.pid, process.startId)
      for (const [pid, startId] of seen) if (source.isAlive({ pid, startId })) kill(pid)
      for (const name of readdirSync(directory)) await endFixture(Number(readFileSync(join(directory, name), 'utf8')))
      kill(pid)
      source.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

export function pidsOf(sample: TreeSample): readonly number[] {
  return sample.processes.map((process) => process.pid)
}

export function find(sample: TreeSample, pid: number): ProcessSample | undefined {
  return sample.processes.find((process) => process.pid === pid)
}

export function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Poll a condition with a bound. */
export async function waitUntil(isMet: () => boolean, what: string, withinMs = 10_000): Promise<void> {
  const until = performance.now() + withinMs
  while (!isMet()) {
    if (performance.now() > until) throw new Error(`not within ${withinMs} ms: ${what}`)
    await delay(10)
  }
}

async function waitForPid(path: string): Promise<number> {
  const read = () => (existsSync(path) ? Number.parseInt(readFileSync(path, 'utf8'), 10) : Number.NaN)
  await waitUntil(() => Number.isInteger(read()), `a pid in ${path}`)
  return read()
}

/** A process of a fixture that nobody found: it sleeps, as all of them do. */
async function endFixture(pid: number): Promise<void> {
  if (!Number.isInteger(pid) || pid <= 1) return
  const path = `/proc/${pid}/cmdline`
  if (existsSync(path) && /sleep/.test(readFileSync(path, 'utf8'))) kill(pid)
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended by itself.
  }
}
