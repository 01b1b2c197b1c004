import { afterEach, describe, expect, it } from 'vitest'
import type { Finding } from '../../src/core/suspects/finding.js'
import { findFromOs } from '../../src/core/suspects/from-os.js'
import { markCommandExited } from '../../src/core/tree/mark-ended.js'
import { EMPTY_TREE, type TreeState } from '../../src/core/tree/tree-state.js'
import { updateTree } from '../../src/core/tree/update-tree.js'
import { createLinuxSource } from '../../src/sampler/linux/linux-source.js'
import { delay, type RealRun, type RunOptions, startRun } from './support/real-run.js'

const runs: RealRun[] = []
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop()
})

/** Let real processes settle, then ask what the system says of them. */
async function diagnose(
  script: string,
  isThere: (findings: readonly Finding[]) => boolean,
  options?: RunOptions,
): Promise<readonly Finding[]> {
  const run = await startRun(createLinuxSource(), script, options)
  runs.push(run)
  let tree: TreeState = EMPTY_TREE
  let hasExited = false
  run.child.once('exit', () => {
    hasExited = true
  })
  const until = performance.now() + 15_000
  // Told twice alike: between fork and exec a process is still called what its parent is.
  let before = ''
  for (;;) {
    const sample = await run.source.sampleThoroughly()
    tree = updateTree(tree, sample).tree
    if (hasExited) tree = markCommandExited(tree, sample.atMs)
    const findings = findFromOs(tree, await run.source.detail(sample.processes))
    const summaries = findings.map((finding) => finding.summary.replace(/\d+ %/, '')).join('\n')
    if (isThere(findings) && summaries === before) return findings
    before = summaries
    if (performance.now() > until) throw new Error(`never found; last:\n${JSON.stringify(findings, null, 1)}`)
    await delay(100)
  }
}

const hasKind = (kind: string) => (findings: readonly Finding[]) => findings.some((finding) => finding.kind === kind)

describe.runIf(process.platform === 'linux')('what the system tells of real processes', () => {
  it('names the orphan that keeps a pipe open which cat reads', async () => {
    const findings = await diagnose('sh -c "(sleep 60 &) ; echo done" | cat', hasKind('inherited-output'))
    expect(findings).toHaveLength(1)
    expect(findings[0]?.summary).toMatch(/^sleep still holds the pipe that cat \(pid \d+\) reads/)
    expect(findings[0]?.evidence.join('\n')).toMatch(/cat \(pid \d+\) is blocked reading pipe:\[\d+\]/)
  })

  it('names what outlived the command and holds its output', async () => {
    const [finding, ...others] = await diagnose('sleep 60 & sleep 0.3; exit 0', hasKind('inherited-output'))
    expect(others).toEqual([])
    expect(finding).toMatchObject({ confidence: 'certain', resource: { details: { fds: '1' } } })
    expect(finding?.summary).toBe('sleep outlived the command and still holds its output')
    expect(finding?.evidence.join('\n')).toContain('clock_nanosleep')
  })

  it('says where a server listens that was left in a session of its own', async () => {
    const server = "require('net').createServer().listen(0, '127.0.0.1')"
    const [finding] = await diagnose(
      `setsid node -e "${server}" </dev/null >/dev/null 2>&1 & sleep 0.3; exit 0`,
      (found) => found.some((one) => one.summary.includes('outlived the command, listening')),
    )
    expect(finding?.kind).toBe('detached-process')
    expect(finding?.summary).toMatch(/^node -e … outlived the command, listening on 127\.0\.0\.1:\d+$/)
  })

  it('names the thread that computes without end', async () => {
    const script =
      'import threading,time\ndef spin():\n while True: pass\nthreading.Thread(target=spin).start()\ntime.sleep(60)'
    const [finding] = await diagnose(script, hasKind('busy-loop'), { interpreter: ['python3', '-c'] })
    expect(finding).toMatchObject({ kind: 'busy-loop', confidence: 'likely' })
    expect(finding?.thread).toMatch(/^python3 \(\d+\)$/)
    expect(finding?.thread).not.toContain(`(${finding?.process.pid})`)
  })

  it('recognises a stopped process', async () => {
    const [finding] = await diagnose('kill -STOP $$; :', hasKind('stopped-process'))
    expect(finding).toMatchObject({ kind: 'stopped-process', confidence: 'certain' })
    expect(finding?.fix).toContain('SIGCONT')
  })

  it('recognises who waits for stdin, blocking or in an event loop', async () => {
    const [blocking] = await diagnose('exec cat', hasKind('stdin'))
    expect(blocking?.summary).toContain('cat waits for input')
    const [looping] = await diagnose('process.stdin.resume()', hasKind('stdin'), { interpreter: ['node', '-e'] })
    expect(looping?.summary).toContain('node -e … waits for input')
  })

  it('folds a parent that only waits for its child', async () => {
    const script = 'import subprocess\nsubprocess.call(["sleep","60"])'
    const findings = await diagnose(script, (found) => found.some((one) => one.summary.startsWith('sleep')), {
      interpreter: ['python3', '-c'],
    })
    expect(findings.map((finding) => finding.summary)).toEqual([
      expect.stringMatching(/^sleep is still running, and python3 -c … \(pid \d+\) waits for it$/),
    ])
  })

  it('names the process at the other end of a connection', async () => {
    const script = `
      const net = require('net'), { spawn } = require('child_process')
      const code = "require('net').createServer().listen(0, '127.0.0.1', function () { console.log(this.address().port) })"
      const child = spawn(process.execPath, ['-e', code])
      child.stdout.once('data', (port) => net.connect(Number(port), '127.0.0.1'))`
    const findings = await diagnose(script, hasKind('tcp-socket'), { interpreter: ['node', '-e'] })
    const client = findings.find((finding) => finding.kind === 'tcp-socket')
    const server = findings.find((finding) => finding.kind === 'child-process')
    expect(server?.summary).toMatch(/is still running, listening on 127\.0\.0\.1:\d+/)
    expect(client?.summary).toMatch(/^node -e … is still connected to 127\.0\.0\.1:\d+ \(node -e … \(pid \d+\)\)$/)
    expect(client?.resource?.details['peerPid']).toBe(server?.process.pid)
  })

  it('recognises a pipe that nobody empties', async () => {
    const findings = await diagnose('yes | sleep 60', (found) =>
      found.some((one) => one.kind === 'pipe' && one.summary.includes('sleep')),
    )
    expect(findings.find((finding) => finding.kind === 'pipe')?.summary).toMatch(
      /^yes cannot write on: its pipe is full and sleep \(pid \d+\) does not read$/,
    )
  })

  it('names the child when parent and child wait for each other', async () => {
    const script =
      'import subprocess as s\np=s.Popen(["cat"],stdin=s.PIPE,stdout=s.PIPE)\np.stdin.write(b"x")\np.stdin.flush()\np.stdout.read()'
    const findings = await diagnose(script, hasKind('pipe'), {
      interpreter: ['python3', '-c'],
    })
    expect(findings).toHaveLength(1)
    expect(findings[0]?.summary).toMatch(/^cat and python3 -c … \(pid \d+\) wait for each other$/)
  })

  it('does not blame a child whose parent reads its output for an orphan', async () => {
    const script = 'import subprocess as s\ns.Popen(["sleep","60"],stdout=s.PIPE).stdout.read()'
    const findings = await diagnose(script, (found) => found.some((one) => one.summary.includes('waits for it')), {
      interpreter: ['python3', '-c'],
    })
    expect(findings.map((finding) => finding.kind)).toEqual(['child-process'])
  })

  it('recognises a wait for a file lock', async () => {
    const script = 'exec 9>$DIR/lock; flock 9; flock $DIR/lock true & echo $! >$DIR/waiter; sleep 60 & wait'
    const findings = await diagnose(script, hasKind('lock'))
    expect(findings.find((finding) => finding.kind === 'lock')?.summary).toBe('flock waits for a file lock')
  })

  it('says at least what an idle process waits for', async () => {
    const script = 'import threading\nthreading.Lock().acquire()\nl=threading.Lock()\nl.acquire()\nl.acquire()'
    const isAsleep = (found: readonly Finding[]) => found[0]?.summary.includes('waits for a lock') === true
    const [finding] = await diagnose(script, isAsleep, { interpreter: ['python3', '-c'] })
    expect(finding?.summary).toMatch(/^python3 -c … is still running: its main thread waits for a lock/)
  })
})
