import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { waitFor } from '../../support/run-child.js'
import { MINI_OVERSTAY, openShell, openTerminal } from '../../support/terminal-driver.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-signals-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

interface Mini {
  readonly process: ChildProcess
  readonly exit: Promise<number | null>
  output(): string
  sees(text: string): Promise<void>
}

function startMini(mode: string, script: string, inOwnSession = false): Mini {
  let text = ''
  const mini = spawn(process.execPath, [MINI_OVERSTAY, mode, 'sh', '-c', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: inOwnSession,
    env: { ...process.env, MINI_LOG: join(directory, 'log') },
  })
  for (const stream of [mini.stdout!, mini.stderr!])
    stream.on('data', (bytes: Buffer) => {
      text += bytes.toString()
    })
  return {
    process: mini,
    exit: new Promise((resolve) => mini.on('exit', resolve)),
    output: () => text,
    sees: (wanted) =>
      waitFor(
        () => text.includes(wanted),
        10_000,
        () => `${wanted} in ${text}`,
      ),
  }
}

describe.each(['pty', 'pipes'])('signals sent to overstay alone, with %s', (mode) => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const)(
    '%s ends the command as it would without overstay',
    async (signal) => {
      const mini = startMini(mode, 'ulimit -c 0; echo ready; exec sleep 30')
      await mini.sees('ready')
      mini.process.kill(signal)
      expect(await mini.exit).toBe(128 + constants.signals[signal])
      expect(readFileSync(join(directory, 'log'), 'utf8')).toContain(`signal ${signal} false`)
      expect(mini.output().replaceAll('\r', '')).toBe('ready\n')
    },
  )

  it('lets the command decide: a handler and its exit code', async () => {
    const mini = startMini(mode, 'trap "echo bye; exit 9" TERM; echo ready; while :; do sleep 0.05; done')
    await mini.sees('ready')
    mini.process.kill('SIGTERM')
    expect(await mini.exit).toBe(9)
    expect(mini.output()).toContain('bye')
  })
})

describe('with pipes, at a terminal', () => {
  it('knows that Ctrl-C has reached the command already: once, not twice', async () => {
    const script =
      'n=0; trap "n=\\$((n+1)); echo got \\$n" INT; echo ready; for i in 1 2 3 4 5 6; do sleep 0.1; done; exit $n'
    const terminal = await openTerminal([process.execPath, MINI_OVERSTAY, 'pipes', 'sh', '-c', script])
    await terminal.sees('ready')
    terminal.type('\x03')
    await terminal.sees('got 1')
    await terminal.logs('signal SIGINT true')
    await terminal.logs('exit 1 null')
    terminal.close()
  })

  it('suspends and resumes together with the command', async () => {
    const terminal = await openShell()
    const script = 'echo ready; for i in 1 2 3 4 5 6 7 8; do sleep 0.1; done; echo finished; exit 6'
    terminal.type(`node ${MINI_OVERSTAY} pipes sh -c '${script}'\r`)
    await terminal.sees(/\rready/)
    await terminal.logs('started')
    terminal.type('\x1a')
    await terminal.sees(/Stopped[\s\S]*prompt\$ /)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(terminal.shown()).not.toMatch(/\rfinished|\nfinished/)
    terminal.mark()
    terminal.type('fg; echo rc=$?\r')
    await terminal.sees('finished\r\n')
    await terminal.sees('rc=6')
    terminal.close()
  })

  it('reads the terminal itself', async () => {
    const terminal = await openTerminal([process.execPath, MINI_OVERSTAY, 'pipes', 'sh', '-c', 'read x; echo "x=$x"'])
    await terminal.logs('started')
    terminal.type('typed\r')
    await terminal.sees('x=typed')
    terminal.close()
  })
})
