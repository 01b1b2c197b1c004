import { spawn, spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { createLinuxSource } from '../../src/sampler/linux/linux-source.js'
import { createPortableSource } from '../../src/sampler/portable/portable-source.js'
import type { ProcessSource } from '../../src/sampler/process-source.js'
import { signalExactly } from '../../src/sampler/signal-exactly.js'
import { delay, find, pidsOf, type RealRun, type RunOptions, startRun, waitUntil } from './support/real-run.js'

const runs: RealRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop()
})

const isLinux = process.platform === 'linux'
const hasLsof = process.env['CI'] !== undefined || spawnSync('lsof', ['-v']).error === undefined
const sources: readonly (readonly [string, () => ProcessSource])[] = [
  ...(isLinux ? [['linux', createLinuxSource] as const] : []),
  ['portable', createPortableSource],
]

describe.each(sources)('the %s source', (name, create) => {
  async function start(script: string, options?: RunOptions): Promise<RealRun> {
    const run = await startRun(create(), script, options)
    runs.push(run)
    return run
  }

  it('follows the command and a background child, with what they are', async () => {
    const run = await start('sleep 60 & echo $! > $DIR/child; wait')
    const child = await run.pidOf('child')
    const sample = await run.sampleUntil((seen) => find(seen, child)?.name === 'sleep')
    expect(find(sample, run.pid)).toMatchObject({ ppid: process.pid, marks: expect.arrayContaining(['command']) })
    const found = find(sample, child)
    expect(found).toMatchObject({ ppid: run.pid, command: ['sleep', '60'], marks: expect.arrayContaining(['child']) })
    expect(found?.state).toBe('sleeping')
    expect(found?.rssBytes).toBeGreaterThan(100_000)
    expect(Math.abs((found?.startedAtMs ?? 1e9) - sample.atMs)).toBeLessThan(15_000)
    expect(sample.complete).toBe(true)
  })

  it('lists neither overstay, its other children, nor strangers', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' })
    const run = await start('exec sleep 60')
    const later = spawn('sleep', ['60'], { stdio: 'ignore' })
    try {
      const sample = await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'sleep', { thorough: true })
      const thorough = await run.source.sampleThoroughly()
      for (const seen of [sample, thorough]) expect(pidsOf(seen)).toEqual([run.pid])
    } finally {
      stranger.kill('SIGKILL')
      later.kill('SIGKILL')
    }
  })

  it('notices that a process has gone, also a killed command', async () => {
    const run = await start('sleep 60 & echo $! > $DIR/child; wait; exec sleep 60')
    const child = await run.pidOf('child')
    await run.sampleUntil((seen) => find(seen, child) !== undefined)
    process.kill(child, 'SIGKILL')
    await run.sampleUntil((seen) => find(seen, child) === undefined)
    process.kill(run.pid, 'SIGKILL')
    await run.sampleUntil((seen) => seen.processes.length === 0)
  })

  it('counts a zombie as gone', async () => {
    const script = 'my $p = fork; if (!$p) { exit 0 } open F, ">$ENV{DIR}/zombie"; print F $p; close F; sleep 60'
    const run = await start(script, { interpreter: ['perl', '-e'] })
    const zombie = await run.pidOf('zombie')
    const sample = await run.sampleUntil((seen) => find(seen, zombie) === undefined && seen.processes.length === 1)
    expect(pidsOf(sample)).toEqual([run.pid])
    expect(pidsOf(await run.source.sampleThoroughly())).toEqual([run.pid])
  })

  it('shows a stopped and a busy process', async () => {
    const run = await start('sleep 60 & echo $! > $DIR/child; while :; do :; done')
    const child = await run.pidOf('child')
    await run.sampleUntil((seen) => find(seen, child) !== undefined)
    process.kill(child, 'SIGSTOP')
    const stopped = await run.sampleUntil((seen) => find(seen, child)?.state === 'stopped')
    const before = find(stopped, run.pid)?.cpuMs ?? 0
    const busy = await run.sampleUntil((seen) => (find(seen, run.pid)?.cpuMs ?? 0) >= before + 300)
    expect(find(busy, child)?.cpuMs).toBeLessThan(100)
  })

  it('keeps a child in its own session', async () => {
    const run = await start('setsid sh -c "echo \\$\\$ > $DIR/child; exec sleep 60" & wait; sleep 60')
    const child = await run.pidOf('child')
    const sample = await run.sampleUntil((seen) => find(seen, child)?.name === 'sleep')
    expect(find(sample, child)?.sid).toBe(child)
  })

  it('finds a double-forked daemon by its cookie alone', async () => {
    const run = await start(
      '(setsid sh -c "echo \\$\\$ > $DIR/daemon; exec sleep 60" >/dev/null 2>&1 &) ; exec sleep 60',
      {
        beginAfter: 'daemon',
        withLimit: false,
      },
    )
    const daemon = await run.pidOf('daemon')
    const sample = await run.sampleUntil((seen) => find(seen, daemon) !== undefined)
    expect(find(sample, daemon)?.marks).toContain('cookie')
    process.kill(run.pid, 'SIGKILL')
    await run.sampleUntil((seen) => pidsOf(seen).join() === String(daemon))
  })

  it('keeps following an orphan whose parent it has seen', async () => {
    const run = await start(
      'env -i DIR=$DIR PATH=$PATH sh -c "sleep 60 & echo \\$! > $DIR/orphan; sleep 60" & echo $! > $DIR/middle; wait',
      { withLimit: false },
    )
    const [orphan, middle] = [await run.pidOf('orphan'), await run.pidOf('middle')]
    await run.sampleUntil((seen) => find(seen, orphan)?.ppid === middle)
    process.kill(middle, 'SIGKILL')
    const sample = await run.sampleUntil((seen) => {
      const found = find(seen, orphan)
      return found !== undefined && found.ppid !== middle
    })
    expect(pidsOf(sample)).not.toContain(middle)
  })

  it('sees 300 processes, complete', { timeout: 60_000 }, async () => {
    const run = await start('for i in $(seq 300); do sleep 60 & done; echo $$ > $DIR/ready; wait; exec sleep 60')
    await run.pidOf('ready')
    const sample = await run.sampleUntil((seen) => seen.processes.length >= 301, { withinMs: 30_000 })
    expect([sample.processes.length, sample.complete]).toEqual([301, true])
    const keys = sample.processes.filter((process) => process.pid !== run.pid)
    if (name === 'linux') expect(signalExactly(run.source, keys, 'SIGKILL').refused).toEqual([])
    else for (const key of keys) process.kill(key.pid, 'SIGKILL')
    await run.sampleUntil((seen) => seen.processes.length === 1, { withinMs: 30_000 })
  })

  it('says whether exactly this process is alive, and signals no other', async () => {
    const run = await start('exec sleep 60')
    const sample = await run.sampleUntil((seen) => find(seen, run.pid) !== undefined)
    const key = find(sample, run.pid)
    if (key === undefined) throw new Error('no command')
    expect(run.source.isAlive(key)).toBe(true)
    const impostor = { pid: key.pid, startId: key.startId + 1_000 }
    expect(run.source.isAlive(impostor)).toBe(false)
    expect(signalExactly(run.source, [impostor], 'SIGKILL')).toEqual({ sent: [], refused: [impostor] })
    expect(signalExactly(run.source, [key], 'SIGKILL')).toMatchObject({ sent: [{ pid: run.pid }], refused: [] })
    await waitUntil(() => !run.source.isAlive(key), 'the command is gone')
    expect(signalExactly(run.source, [key], 'SIGKILL').sent).toEqual([])
  })

  it('ends a process that ignores SIGTERM by SIGKILL only', async () => {
    const run = await start("trap '' TERM; echo $$ > $DIR/ready; while :; do sleep 0.1; done")
    await run.pidOf('ready')
    const sample = await run.sampleUntil((seen) => find(seen, run.pid) !== undefined)
    const command = sample.processes.filter((process) => process.pid === run.pid)
    expect(signalExactly(run.source, command, 'SIGTERM').sent).toHaveLength(1)
    await delay(300)
    expect(pidsOf(await run.source.sample())).toContain(run.pid)
    expect(signalExactly(run.source, command, 'SIGKILL').sent).toHaveLength(1)
    await run.sampleUntil((seen) => seen.processes.length === 0)
  })

  it('describes runtimes, leaving out who has gone', async () => {
    const run = await start('setInterval(() => {}, 1000)', { interpreter: ['node', '-e'] })
    const sample = await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'node')
    const details = await run.source.detail([...sample.processes, { pid: run.pid, startId: -5 }])
    expect(details).toMatchObject([{ pid: run.pid, runtime: 'node' }])
  })

  it.skipIf(name === 'portable' && !hasLsof)('says where a process listens and to whom it is connected', async () => {
    const script = `const server = require('net').createServer().listen(0, '127.0.0.1', () => {
      require('net').connect(server.address().port, '127.0.0.1').on('connect', () => {
        require('fs').writeFileSync(process.env.DIR + '/port', String(server.address().port)) }) })`
    const run = await start(script, { interpreter: ['node', '-e'] })
    const port = await run.pidOf('port')
    const sample = await run.sampleUntil((seen) => find(seen, run.pid)?.name === 'node')
    const [detail] = await run.source.detail(sample.processes)
    expect(detail?.listening).toEqual([{ address: '127.0.0.1', port }])
    expect(detail?.connections).toHaveLength(2)
    for (const connection of detail?.connections ?? [])
      expect(connection).toMatchObject({ state: 'ESTABLISHED', peerPid: run.pid })
    expect(detail?.openFiles).toBeGreaterThan(10)
    expect(detail?.cwd).toBe(process.cwd())
  })

  it('refuses an empty cookie', () => {
    const identity = { rootPid: 1, keeperPid: null, runId: '', limitCookie: null, outputIds: [], ownPids: [] }
    expect(() => create().begin(identity, () => 0)).toThrow(/empty/)
  })

  it('holds no more open files after many processes than before', { timeout: 60_000 }, async () => {
    const run = await start('while :; do sleep 0.05 & wait; done')
    await run.sampleUntil((seen) => seen.processes.length > 1)
    const before = openFileCount()
    for (let round = 0; round < 12; round += 1) {
      await run.source.sample()
      await delay(40)
    }
    expect(openFileCount() - before).toBeLessThan(name === 'linux' ? 4 : 20)
  })
})

function openFileCount(): number {
  return isLinux ? readdirSync('/proc/self/fd').length : 0
}
