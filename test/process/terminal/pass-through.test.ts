import { afterEach, describe, expect, it } from 'vitest'
import { MINI_OVERSTAY, openShell, openTerminal, type TerminalDriver } from '../../support/terminal-driver.js'

let terminal: TerminalDriver
afterEach(() => terminal.close())

const inPty = (script: string) => openTerminal([process.execPath, MINI_OVERSTAY, 'pty', 'sh', '-c', script])

describe('a command in a pty, at a terminal', () => {
  it('has the size of the window and learns of its changes', async () => {
    terminal = await inPty('trap "stty size" WINCH; stty size; while :; do sleep 0.05; done')
    await terminal.sees('30 100')
    terminal.resize(80, 24)
    await terminal.sees('24 80')
    terminal.type('\x03')
    await terminal.exited
  })

  it('gets typed lines through its own line discipline, and the end of file', async () => {
    terminal = await inPty('cat; echo eof $?')
    await terminal.logs('started')
    terminal.type('hällo\r')
    await terminal.sees(/hällo\r\r?\nhällo/)
    terminal.type('\x04')
    await terminal.sees('eof 0')
    await terminal.exited
  })

  it('is interrupted by Ctrl-C, which is reported as delivered', async () => {
    terminal = await inPty('trap "echo got INT; exit 5" INT; echo ready; while :; do sleep 0.05; done')
    await terminal.sees('ready')
    terminal.type('\x03')
    await terminal.sees('got INT')
    await terminal.logs('exit 5 null')
    await terminal.exited
  })

  it('reports Ctrl-C to the caller when a command ignores it', async () => {
    terminal = await inPty('trap "" INT; echo ready; sleep 0.6')
    await terminal.sees('ready')
    terminal.type('\x03')
    await terminal.logs('user SIGINT')
    await terminal.logs('exit 0 null')
  })

  it('takes Ctrl-\\ as SIGQUIT', async () => {
    terminal = await inPty('echo ready; exec sleep 30')
    await terminal.sees('ready')
    terminal.type('\x1c')
    await terminal.logs('exit null SIGQUIT')
  })

  it('reads control keys as bytes while it is in raw mode, and they are not reported as signals', async () => {
    terminal = await inPty('stty raw -echo; echo ready; dd bs=1 count=3 2>/dev/null | od -An -tx1; stty sane')
    await terminal.sees('ready')
    terminal.type('\x03\x1a\x1c')
    await terminal.sees('03 1a 1c')
    await terminal.logs('exit 0 null')
    expect(terminal.log()).not.toContain('user')
    expect(terminal.log()).not.toContain('stopped')
  })

  it('moves down without a carriage return when it has switched output translation off', async () => {
    terminal = await inPty('stty -opost; echo ready; sleep 0.4; printf "one\\ntwo\\n"')
    await terminal.sees('two\n')
    expect(terminal.shown()).toContain('one\ntwo\n')
  })

  it('opens the hot key on two presses; one press reaches the command', async () => {
    terminal = await inPty('stty raw -echo; echo ready; dd bs=1 count=2 2>/dev/null | od -An -tx1; stty sane')
    await terminal.sees('ready')
    terminal.type('\x1d')
    await new Promise((resolve) => setTimeout(resolve, 100))
    terminal.type('\x1d')
    await terminal.logs('hot key')
    terminal.type('a\x1d')
    await terminal.sees('61 1d')
  })
})

describe('job control under a shell', () => {
  it('stops as a whole on Ctrl-Z, gives the terminal back, and goes on with fg', async () => {
    terminal = await openShell()
    terminal.type(`node ${MINI_OVERSTAY} pty sh -c 'echo ready; read line; echo "line=$line"; exit 6'\r`)
    await terminal.sees(/ready/)
    await terminal.logs('started')
    terminal.mark()
    terminal.type('\x1a')
    await terminal.sees(/Stopped[\s\S]*prompt\$ /)
    await terminal.logs('suspend')
    terminal.mark()
    terminal.type('stty -a | tr ";" "\\n" | grep -ow -e -isig -e isig -e -icanon -e -opost -e opost\r')
    await terminal.sees(/opost\r\n[\s\S]*isig\r\n/)
    expect(terminal.shown()).not.toMatch(/[\r\n]-(isig|opost)/)
    terminal.mark()
    terminal.type('fg\r')
    await terminal.logs('resume')
    await terminal.logs('continued')
    terminal.type('typed\r')
    await terminal.sees(/line=typed\r\n[\s\S]*prompt\$ /)
    terminal.type('echo rc=$?\r')
    await terminal.sees('rc=6')
  })

  it('goes on in the background with bg and comes back with fg', async () => {
    terminal = await openShell()
    const script = 'echo ready; sleep 0.3; echo before; sleep 0.5; echo after; read line; echo "line=$line"'
    terminal.type(`node ${MINI_OVERSTAY} pty sh -c '${script}'\r`)
    await terminal.sees(/\rready/)
    terminal.type('\x1a')
    await terminal.sees(/Stopped[\s\S]*prompt\$ /)
    terminal.mark()
    terminal.type('bg\r')
    await terminal.sees('after')
    terminal.type('echo still a shell\r')
    await terminal.sees(/\rstill a shell/)
    terminal.type('fg\r')
    // A shell sends nothing to a job that is running already: overstay has to notice that it is in front again.
    await new Promise((resolve) => setTimeout(resolve, 800))
    terminal.type('typed\r')
    await terminal.sees('line=typed')
  })

  it('leaves the terminal as it was after a normal end', async () => {
    terminal = await openShell()
    terminal.type(`stty -a | cksum; node ${MINI_OVERSTAY} pty true; stty -a | cksum; echo do""ne\r`)
    await terminal.sees('done')
    const sums = terminal.shown().match(/\d{4,} \d{3,}(?=\r)/g) ?? []
    expect(sums).toHaveLength(2)
    expect(sums[0]).toBe(sums[1])
  })
})
