import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { closeSync, openSync, readdirSync, writeFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createLinuxSource } from '../../src/sampler/linux/linux-source.js'
import { readText } from '../../src/sampler/linux/proc-files.js'
import { parseStat } from '../../src/sampler/linux/stat.js'
import { TrackedProcess } from '../../src/sampler/linux/tracked-process.js'
import { signalExactly } from '../../src/sampler/signal-exactly.js'
import { delay, find, pidsOf, type RealRun, type RunOptions, startRun, waitUntil } from './support/real-run.js'

const runs: RealRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop()
})

async function start(script: string, options?: RunOptions): Promise<RealRun> {
  const run = await startRun(createLinuxSource(), script, options)
  runs.push(run)
  return run
}

/** A daemon that has lost parent, session and environment, and is followed only after all that. */
const SCRUBBED = (streams: string) =>
  `env -i DIR=$DIR PATH=$PATH sh -c '(setsid sh -c "echo \\$\\$ > $DIR/daemon; exec sleep 60" ${streams} &)'; exec sleep 60`

describe.runIf(process.platform === 'linux')('marks on Linux', () => {
  it('finds a double-forked daemon without environment and streams by the limit cookie', async () => {
    const run = await start(SCRUBBED('>/dev/null 2>&1 </dev/null'), { beginAfter: 'daemon' })
    const daemon = await run.pidOf('daemon')
    const sample = await run.sampleUntil((seen) => find(seen, daemon) !== undefined)
    expect(find(sample, daemon)?.marks).toEqual(['limit'])
  })

  it('finds one without any cookie when it holds the output, by a thorough look', async () => {
    const options = { beginAfter: 'daemon', withLimit: false, withCookie: false }
    const run = await start(SCRUBBED('2>/dev/null </dev/null'), options)
    const daemon = await run.pidOf('daemon')
    const sample = await run.sampleUntil((seen) => find(seen, daemon) !== undefined, { thorough: true })
    expect(find(sample, daemon)?.marks).toEqual(['output'])
  })

  it('finds one that comes later although its parents lived between two samples', async () => {
    const run = await start(`sleep 0.3; ${SCRUBBED('>/dev/null 2>&1 </dev/null')}`)
    await run.sampleUntil((seen) => find(seen, run.pid) !== undefined)
    const daemon = await run.pidOf('daemon')
    await delay(50)
    expect(pidsOf(await run.source.sample())).toContain(daemon)
  })

  it('does not take a stranger for a member that bears the cookie of another run', async () => {
    const other = await start('exec sleep 60')
    const run = await start('exec sleep 60')
    await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'sleep')
    expect(pidsOf(await run.source.sampleThoroughly())).toEqual([run.pid])
    expect(pidsOf(await other.source.sampleThoroughly())).toEqual([other.pid])
  })

  it('collects every mark in a thorough look', async () => {
    const run = await start('sleep 60 & echo $! > $DIR/child; wait')
    const child = await run.pidOf('child')
    await run.sampleUntil((seen) => find(seen, child)?.name === 'sleep')
    const marks = find(await run.source.sampleThoroughly(), child)?.marks
    expect([...(marks ?? [])].sort()).toEqual(['child', 'cookie', 'limit', 'output'])
  })

  it('still finds what a command left behind that had ended before it was followed', async () => {
    const run = await start('sleep 60 & echo $! > $DIR/child', { beginAfter: 'child' })
    await waitUntil(() => run.child.exitCode !== null, 'the command exits')
    const child = await run.pidOf('child')
    run.source.begin(run.identity, () => performance.now())
    expect(pidsOf(await run.source.sample())).toEqual([child])
  })
})

describe.runIf(process.platform === 'linux')('bounds and identity on Linux', () => {
  it('keeps up with a process that forks in a loop, and ends it', { timeout: 60_000 }, async () => {
    const script = 'my $n = 0; while ($n++ < 1500) { my $p = fork; if (!$p) { sleep 60; exit } } sleep 60'
    const run = await start(script, { interpreter: ['perl', '-e'] })
    const sample = await run.sampleUntil((seen) => seen.processes.length >= 1501, { withinMs: 30_000 })
    expect(sample.complete).toBe(true)
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(400)
    expect(signalExactly(run.source, sample.processes, 'SIGKILL').sent).toHaveLength(1501)
    await run.sampleUntil((seen) => seen.processes.length === 0, { withinMs: 30_000 })
    expect(readdirSync('/proc/self/fd').length).toBeLessThan(150)
  })

  it('follows no more members than it may, and says that some are hidden', async () => {
    const bounds = { membersMax: 5, keptFilesMax: 2, fullScanEveryMs: 5_000 }
    const run = await startRun(createLinuxSource(bounds), 'for i in $(seq 20); do sleep 60 & done; wait')
    runs.push(run)
    const sample = await run.sampleUntil((seen) => !seen.complete)
    expect(sample.processes).toHaveLength(5)
    const others = sample.processes.filter((process) => process.pid !== run.pid)
    signalExactly(run.source, others, 'SIGKILL')
    const next = await run.sampleUntil((seen) => seen.processes.some(({ pid }) => find(sample, pid) === undefined))
    expect(next).toMatchObject({ complete: false })
    await run.sampleUntil((seen) => {
      signalExactly(run.source, seen.processes, 'SIGKILL')
      return seen.complete && seen.processes.length === 0
    })
  })

  it('reports nobody dead when it cannot open files', async () => {
    const bounds = { membersMax: 100, keptFilesMax: 1, fullScanEveryMs: 0 }
    const run = await startRun(createLinuxSource(bounds), 'sleep 60 & sleep 60 & sleep 60 & echo 1 > $DIR/ready; wait')
    runs.push(run)
    const before = await run.sampleUntil((seen) => seen.processes.filter(({ name }) => name === 'sleep').length === 3)
    const files: number[] = []
    try {
      for (;;) files.push(openSync('/dev/null', 'r'))
    } catch {
      const starved = await run.source.sample()
      expect([pidsOf(starved), starved.complete]).toEqual([pidsOf(before), false])
      expect((await run.source.sampleThoroughly()).complete).toBe(false)
      expect(await run.source.detail(before.processes)).toEqual([])
    } finally {
      for (const file of files) closeSync(file)
    }
    const after = await run.source.sample()
    expect([pidsOf(after), after.complete]).toEqual([pidsOf(before), true])
  })

  it('follows a tree that was there before it was pointed at', async () => {
    const earlier = await start('sleep 60 & sh -c "sleep 60 & echo \\$! > $DIR/deep; wait" & wait', {
      withLimit: false,
    })
    const deep = await earlier.pidOf('deep')
    const source = createLinuxSource()
    const identity = { ...earlier.identity, runId: 'attached', outputIds: [] }
    source.begin(identity, () => performance.now())
    const sample = await source.sample()
    source.close()
    expect(pidsOf(sample)).toEqual(expect.arrayContaining([earlier.pid, deep]))
    expect(sample.processes).toHaveLength(4)
  })

  it('counts a process as alive whose main thread has ended', async () => {
    const exit = process.arch === 'arm64' ? 93 : 60
    const script = `import ctypes,threading,time\nthreading.Thread(target=time.sleep,args=(60,)).start()\nctypes.CDLL(None).syscall(${exit},0)`
    const run = await start(script, { interpreter: ['python3', '-c'] })
    const sample = await run.sampleUntil(() => parseStat(readText(`/proc/${run.pid}/stat`) ?? '')?.state === 'sleeping')
    await waitUntil(() => / Z /.test(readText(`/proc/${run.pid}/task/${run.pid}/stat`) ?? ''), 'the main thread ended')
    expect(pidsOf(await run.source.sample())).toEqual([run.pid])
    expect(run.source.isAlive(sample.processes[0] ?? { pid: 0, startId: 0 })).toBe(true)
  })

  it('never takes a reused pid for the process that had it', async (context) => {
    const first = spawn('sleep', ['60'], { stdio: 'ignore' })
    const pid = first.pid ?? 0
    const stat = parseStat(readText(`/proc/${pid}/stat`) ?? '')
    if (stat === null) throw new Error('no first process')
    const tracked = new TrackedProcess(stat, ['command'], true)
    const byPath = new TrackedProcess(stat, ['command'], false)
    expect([tracked.keepsFile, tracked.refresh(false), byPath.refresh(false)]).toEqual([true, true, true])
    const gone = new Promise((resolve) => first.once('exit', resolve))
    first.kill('SIGKILL')
    await gone
    await delay(20)
    const second = reusePid(pid)
    if (second === null) return context.skip('the next pid cannot be chosen here')
    try {
      expect([tracked.refresh(false), byPath.refresh(false)]).toEqual([false, false])
    } finally {
      second.kill('SIGKILL')
      tracked.close()
    }
  })

  it('puts starts on the clock of the run', async () => {
    const run = await start('sleep 0.5; sleep 60 & echo $! > $DIR/child; wait')
    const child = await run.pidOf('child')
    const sample = await run.sampleUntil((seen) => find(seen, child) !== undefined)
    expect(find(sample, run.pid)?.startedAtMs).toBeGreaterThan(-300)
    expect(find(sample, run.pid)?.startedAtMs).toBeLessThan(50)
    const startedAtMs = find(sample, child)?.startedAtMs ?? 0
    expect(startedAtMs).toBeGreaterThan(400)
    expect(startedAtMs).toBeLessThan(sample.atMs + 50)
  })

  it('sees a program that replaces itself', async () => {
    const run = await start('sleep 0.2; exec sleep 60')
    await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'sh')
    const sample = await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'sleep')
    expect(find(sample, run.pid)?.command).toEqual(['sleep', '60'])
  })
})

/** Start a process with this pid, where the kernel lets us say which number comes next. */
function reusePid(pid: number): ChildProcess | null {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    try {
      writeFileSync('/proc/sys/kernel/ns_last_pid', String(pid - 1))
    } catch {
      return null
    }
    const child = spawn('sleep', ['60'], { stdio: 'ignore' })
    if (child.pid === pid) return child
    child.kill('SIGKILL')
    spawnSync('true')
  }
  return null
}
