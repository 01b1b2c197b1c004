import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readState } from '../../../src/supervisor/child/process-state.js'
import { waitFor } from '../../support/run-child.js'
import { MINI_OVERSTAY, openShell, openTerminal } from '../../support/terminal-driver.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-guard-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const isAlive = (pid: number) => ![null, 'Z', 'X'].includes(readState(pid))

/** Children of a process, by its own list. */
function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)
}

async function readPids(file: string, count: number): Promise<number[]> {
  const pids = () => (existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').map(Number) : [])
  await waitFor(() => pids().length === count)
  return pids()
}

function startMini(mode: string, script: string): ChildProcess {
  return spawn(process.execPath, [MINI_OVERSTAY, mode, 'sh', '-c', script], {
    stdio: 'ignore',
    env: { ...process.env, MINI_LOG: join(directory, 'log') },
  })
}

/** A command with every kind of descendant: plain, in its own session, without environment, deaf to SIGTERM. */
const FAMILY = (file: string) => `
  echo $$ >>${file}
  (echo $(exec sh -c 'echo $PPID') >>${file}; exec sleep 300) &
  setsid sh -c 'echo $$ >>${file}; exec sleep 300' &
  setsid env -i /bin/sh -c 'echo $$ >>${file}; exec sleep 300' &
  sh -c 'trap "" TERM HUP; echo $$ >>${file}; while :; do sleep 1; done' &
  while :; do sleep 1; done`

describe.each(['pty', 'pipes'])('when overstay is killed by SIGKILL, with %s', (mode) => {
  it('nothing of the run is left, not even what hides, and no guard', async () => {
    const file = join(directory, 'pids')
    const mini = startMini(mode, FAMILY(file))
    const members = await readPids(file, 5)
    const helpers = childrenOf(mini.pid!)
    expect(members.every(isAlive)).toBe(true)
    mini.kill('SIGKILL')
    await waitFor(
      () => [...members, ...helpers].every((pid) => !isAlive(pid)),
      20_000,
      () => `all gone: ${[...members, ...helpers].filter(isAlive).map((pid) => readFileSync(`/proc/${pid}/cmdline`))}`,
    )
  })
})

it('does nothing when it is dismissed, and leaves nothing behind', async () => {
  const file = join(directory, 'pids')
  const log = join(directory, 'log')
  const mini = spawn(
    process.execPath,
    [MINI_OVERSTAY, 'pipes', 'sh', '-c', `setsid sh -c 'echo $$ >>${file}; exec sleep 300' & sleep 0.3; exit 4`],
    { stdio: 'ignore', env: { ...process.env, MINI_LOG: log, MINI_LEAVE_STRAGGLERS: '1' } },
  )
  const [straggler] = await readPids(file, 1)
  const helpers = childrenOf(mini.pid!)
  const code = await new Promise((resolve) => mini.on('exit', resolve))
  expect(code).toBe(4)
  await waitFor(() => helpers.every((pid) => !isAlive(pid)))
  expect(isAlive(straggler!)).toBe(true)
  process.kill(straggler!, 'SIGKILL')
})

it('restores the terminal after SIGKILL', async () => {
  const shell = await openShell()
  shell.type('stty -a | cksum\r')
  await shell.sees(/\d{4,} \d{3,}\r/)
  const [before] = shell.shown().match(/\d{4,} \d{3,}(?=\r)/)!
  shell.type(`node ${MINI_OVERSTAY} pty sh -c 'echo ready; sleep 300'\r`)
  await shell.sees(/\rready/)
  await shell.logs('started')
  const job = childrenOf(shell.pid)[0]!
  shell.mark()
  process.kill(job, 'SIGKILL')
  await shell.sees(/Killed[\s\S]*prompt\$ /)
  await shell.sees('\x1b[?25h')
  shell.mark()
  shell.type('stty -a | cksum\r')
  await shell.sees(/\d{4,} \d{3,}\r/)
  expect(shell.shown()).toContain(before!)
  shell.close()
})

describe.each(['pty', 'pipes'])('when the terminal window is closed, with %s', (mode) => {
  it('overstay, the command and the guard are gone', async () => {
    const file = join(directory, 'pids')
    const terminal = await openTerminal([
      process.execPath,
      MINI_OVERSTAY,
      mode,
      'sh',
      '-c',
      `echo $$ >>${file}; (echo $(exec sh -c 'echo $PPID') >>${file}; exec sleep 300) & echo ready; sleep 300`,
    ])
    const members = await readPids(file, 2)
    await terminal.logs('started')
    const helpers = childrenOf(terminal.pid)
    terminal.close()
    await waitFor(
      () => [terminal.pid, ...members, ...helpers].every((pid) => !isAlive(pid)),
      20_000,
      () => `all gone: ${[terminal.pid, ...members, ...helpers].filter(isAlive)}`,
    )
  })
})
