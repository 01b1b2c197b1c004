import { afterEach, expect, it } from 'vitest'
import { findKeeperShell, keeperScript } from '../../../src/supervisor/child/keeper.js'
import { type PtyProcess, ptyAvailability } from '../../../src/supervisor/child/pty-availability.js'
import { isTerminalHeld, isTerminalUsed } from '../../../src/supervisor/child/terminal-holders.js'
import { waitFor } from '../../support/run-child.js'

// What is done where there is no /proc (macOS), run here.
let term: PtyProcess
afterEach(() => term.destroy())

it('the keeper tells the pid without /proc, and ps tells who is on the terminal', async () => {
  const pty = await ptyAvailability()
  if (!pty.available) throw new Error(pty.reason)
  const script = keeperScript({ nonce: 'abc', limitCookie: '', repair: ':', hasProc: false })
  let text = ''
  const parameters = ['/dev/null', '', '', '0', '']
  const command = ['sh', '-c', 'echo "pid=$$ $1"; sleep 0.5 & exit 3', 'sh', "it's"]
  term = pty.spawn(findKeeperShell(), ['-m', '-c', script, 'overstay', ...parameters, ...command], {
    encoding: null,
    name: 'xterm',
    cols: 80,
    rows: 24,
    cwd: '/',
    env: process.env as Record<string, string>,
  })
  term.onData((bytes) => {
    text += Buffer.from(bytes).toString()
  })
  await waitFor(() => text.includes('x3;0;0'))
  const pid = /7770;abc;p(\d+)\x07/.exec(text)?.[1]
  expect(text).toContain(`pid=${pid} it's`)
  expect(await isTerminalUsed(term.ptsName, term.pid)).toBe(true)
  await waitFor(async () => !(await isTerminalUsed(term.ptsName, term.pid)))
  expect(isTerminalHeld(term.ptsName, term.pid, new Set())).toBe(false)
})
