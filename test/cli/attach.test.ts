import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Report } from '../../src/core/report/model.js'
import { cleanEnvironment, isAlive, OVERSTAY, runNode, waitUntil } from '../support/run-overstay.js'

const directory = mkdtempSync(join(tmpdir(), 'overstay-attach-'))
const reportFile = join(directory, 'report.json')
const started: ChildProcess[] = []

const HANG = `const http = require('node:http')
function openServer() {
  http.createServer(() => {}).listen(0, '127.0.0.1', () => console.log('ready'))
}
openServer()
`
writeFileSync(join(directory, 'hang.js'), HANG)

/** Starts a program nobody supervises and waits for its first word. */
async function start(command: string, ...args: string[]): Promise<number> {
  const child = spawn(command, args, {
    cwd: directory,
    env: cleanEnvironment(),
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  })
  started.push(child)
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    said += bytes.toString()
  })
  expect(await waitUntil(() => said.includes('ready'))).toBe(true)
  return child.pid!
}

async function attach(...args: readonly (string | number)[]) {
  const ran = await runNode([OVERSTAY, 'attach', '--json', reportFile, ...args.map(String)])
  return { ...ran, read: () => JSON.parse(readFileSync(reportFile, 'utf8')) as Report }
}

afterEach(() => {
  // The whole group: a shell's child would outlive it.
  for (const child of started.splice(0)) {
    try {
      process.kill(-child.pid!, 'SIGKILL')
    } catch {
      // Gone already.
    }
  }
})

describe('overstay attach', () => {
  it('names the line of a Node process and leaves it alone', async () => {
    const pid = await start(process.execPath, 'hang.js')
    const ran = await attach(pid)
    expect(ran.code).toBe(0)
    expect(ran.stderr).toMatch(/held by {2}hang\.js:3:\d+/)
    expect(ran.read()).toMatchObject({
      attachedTo: pid,
      suspects: [{ kind: 'tcp-server', confidence: 'certain', site: { file: 'hang.js', line: 3 } }],
      ladder: { steps: [] },
    })
    expect(isAlive(pid)).toBe(true)
    const again = await attach('-q', pid)
    expect(again.stderr).toContain('hang.js:3')
  })

  it('finds the process below the one that was named, and says what the OS knows when it may not touch', async () => {
    const pid = await start('sh', '-c', `${process.execPath} hang.js; :`)
    const ran = await attach(pid, '--no-touch', '--watch', '1.5s')
    expect(ran.code).toBe(0)
    expect(ran.read().processes.map(({ role }) => role)).toEqual(['command', 'descendant'])
    expect(JSON.stringify(ran.read().suspects)).toContain('listens on')
  })

  it('releases when asked: it ends by itself, which proves the suspect', async () => {
    const pid = await start(process.execPath, 'hang.js')
    const ran = await attach('--release', pid)
    expect(ran.code).toBe(0)
    expect(ran.stderr).toContain('released, and it ended by itself: proved')
    expect(ran.read()).toMatchObject({ exit: { endedBy: 'release' }, suspects: [{ confidence: 'proved' }] })
    expect(isAlive(pid)).toBe(false)
  })

  it('kills the tree when asked', async () => {
    const pid = await start('sh', '-c', "trap '' TERM; echo ready; sleep 300 & sleep 301 & wait")
    const ran = await attach('--kill', '--kill-after', '300ms', pid)
    expect(ran.code).toBe(0)
    const { processes, exit } = ran.read()
    expect(exit.endedBy).toBe('user')
    expect(processes).toHaveLength(3)
    expect(processes.filter((process) => isAlive(process.pid))).toEqual([])
  })

  it.each([
    [['nobody'], 125, /"nobody" is not accepted; give the number of a process/],
    [[], 125, /give one PID/],
    [['0'], 125, /"0" is not accepted/],
    [['--watch', 'long', '1'], 125, /--watch: "long" is not accepted/],
    [['4194304999'], 127, /there is no process 4194304999/],
    [[String(process.pid)], 125, /is this overstay or a parent of it/],
  ])('%j gives %i and a line', async (args, code, says) => {
    const ran = await attach(...args)
    expect(ran.code).toBe(code)
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
  })
})
