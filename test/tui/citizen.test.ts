import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { waitFor } from '../support/run-child.js'
import { isAlive, OVERSTAY } from '../support/run-overstay.js'
import {
  type DriverOptions,
  KEY,
  openDriver,
  openOverstay,
  openOverstaying,
  type ScreenDriver,
  SUITE,
} from './support/screen-driver.js'

/** What a full-screen program owes the terminal it runs on, and the people before it. */

let open: ScreenDriver[] = []
afterEach(() => {
  for (const screen of open) screen.close()
  open = []
})

async function overstaying(holders: readonly string[], options: DriverOptions & { flags?: readonly string[] } = {}) {
  const screen = await openOverstaying(holders, options)
  open.push(screen)
  return screen
}

/** An interactive shell that runs overstay as its job: it looks at the terminal afterwards. */
async function openShell(holders: string): Promise<ScreenDriver> {
  const shell = await openDriver(['/bin/bash', '--norc', '--noprofile', '-i'], { env: { PS1: 'prompt$ ' } })
  open.push(shell)
  await shell.sees('prompt$')
  shell.press(
    `clear; ${process.execPath} ${OVERSTAY} --teardown-timeout 500ms -- ${process.execPath} ${SUITE} ${holders}\r`,
  )
  await shell.sees('OVERSTAYS')
  await shell.sees(/suspects \([1-9]/)
  return shell
}

/** The terminal works as before: cooked, echoing, not in the alternate screen, its cursor visible. */
async function expectRestored(shell: ScreenDriver): Promise<void> {
  await waitFor(
    () => !shell.isAlternate() && /prompt\$ *\n*$/.test(shell.text().trimEnd()),
    20_000,
    () => shell.text(),
  )
  shell.press('stty -a | tr " " "\\n" | grep -cE "^(icanon|echo|isig|opost)$"; echo settings shown\r')
  await shell.sees(/^4\nsettings shown/m)
  const raw = shell.raw()
  expect(raw.lastIndexOf('\x1b[?25h')).toBeGreaterThan(raw.lastIndexOf('\x1b[?25l'))
  expect(raw.lastIndexOf('\x1b[?1049l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?1049h'))
  expect(raw.lastIndexOf('\x1b[?1000l')).toBeGreaterThan(raw.lastIndexOf('\x1b[?1000h'))
}

function overstayPid(shell: ScreenDriver): number {
  const children = readFileSync(`/proc/${shell.pid}/task/${shell.pid}/children`, 'utf8').trim().split(' ')
  return Number(children.at(-1))
}

describe('the terminal is as it was', () => {
  it('after the run has ended', async () => {
    const shell = await openShell('timer')
    shell.press('m', 'x', KEY.enter)
    await shell.sees('overstay exits with')
    shell.press('q')
    await expectRestored(shell)
  })

  it.each(['SIGTERM', 'SIGHUP'] as const)('after %s', async (signal) => {
    const shell = await openShell('timer')
    process.kill(overstayPid(shell), signal)
    await expectRestored(shell)
  })

  it('after SIGKILL: the guard brings it back, and ends what was left', async () => {
    const shell = await openShell('timer')
    const suite = Number(/^[▸ ] +(\d+) node/m.exec(shell.text())?.[1])
    expect(isAlive(suite)).toBe(true)
    process.kill(overstayPid(shell), 'SIGKILL')
    await expectRestored(shell)
    await waitFor(
      () => !isAlive(suite),
      10_000,
      () => 'the suite still lives',
    )
  })

  it('while it is suspended by Ctrl-Z, and fg brings the screen back', async () => {
    const shell = await openShell('timer')
    shell.press(KEY.ctrlZ)
    await shell.sees('Stopped')
    await expectRestored(shell)
    shell.resize(100, 30)
    shell.press('fg\r')
    await shell.sees('OVERSTAYS')
    await waitFor(
      () => shell.isAlternate(),
      10_000,
      () => shell.text(),
    )
    shell.press('x', KEY.enter)
    await shell.sees('overstay exits with')
    shell.press('q')
    await expectRestored(shell)
  })
})

describe('the size of the terminal', () => {
  it('may change at any time', async () => {
    const screen = await overstaying(['timer'])
    for (const [columns, rows] of [
      [200, 60],
      [40, 10],
      [120, 40],
      [60, 15],
      [80, 24],
    ] as const) {
      screen.resize(columns, rows)
      await waitFor(
        () => screen.lines()[0]!.includes('overstay') && screen.lines()[rows - 1]!.includes('help'),
        10_000,
        () => `${columns}x${rows}\n${screen.text()}`,
      )
    }
    screen.resize(30, 8)
    await screen.sees('needs 40x10')
    screen.resize(80, 24)
    await screen.sees('suspects (1)')
  })

  it('too small at first: a question at the prompt, and one line why', async () => {
    const screen = await openOverstay(['timer'], { columns: 70, rows: 8 })
    open.push(screen)
    await screen.sees('no screen here: the terminal is 70x8, smaller than 40x10')
    await screen.sees('e or Ctrl-C: end it')
    screen.press('e')
    expect(await screen.exitCode()).toBe(3)
  })
})

it('a dumb terminal is never drawn on', async () => {
  const screen = await openOverstay(['timer'], { env: { TERM: 'dumb' }, flags: ['--on-hang', 'ask'] })
  open.push(screen)
  await screen.sees('e or Ctrl-C: end it')
  screen.press('e')
  expect(await screen.exitCode()).toBe(3)
  expect(screen.raw()).not.toContain('\x1b[?1049h')
})

it('NO_COLOR: nothing of the screen itself is coloured', async () => {
  const screen = await overstaying(['timer'], { env: { NO_COLOR: '1' } })
  const lines = screen.lines()
  const output = lines.findIndex((line) => line.includes('1 output'))
  const suspects = lines.findIndex((line) => line.includes('2 suspects'))
  screen.cells().forEach((line, row) => {
    if (row > output && row < suspects) return
    for (const cell of line) expect([cell.isFgDefault(), cell.isBgDefault()]).toEqual([true, true])
  })
  expect(screen.reversed().length).toBeGreaterThan(0)
})

it('only the 16 named colours are used, and default backgrounds', async () => {
  const screen = await overstaying(['timer'])
  for (const cell of screen.cells().flat()) {
    expect(cell.isBgDefault()).toBe(true)
    expect(cell.isFgDefault() || cell.getFgColor() < 16).toBe(true)
  }
})

it('--ascii: nothing but ASCII outside of the output', async () => {
  const screen = await overstaying(['timer', 'child'], { flags: ['--ascii'] })
  const lines = screen.lines()
  const output = lines.findIndex((line) => line.includes('1 output'))
  const suspects = lines.findIndex((line) => line.includes('2 suspects'))
  const own = lines.filter((_, row) => row <= output || row >= suspects)
  expect(own.join('\n')).toMatch(/^[\x20-\x7e\n]*$/)
})

it('wide characters keep what is behind them in line', async () => {
  const screen = await overstaying(['timer'], { columns: 120, rows: 40 })
  await screen.sees('日本語')
  const cells = screen.cells()
  const row = screen.lines().findIndex((line) => line.includes('日本語'))
  const text = cells[row]!.map((cell) => cell.getChars())
  // " ✅ test/wide.test.ts 日本語 🚀 |end": two cells each.
  expect(text.indexOf('|')).toBe(' ✅ test/wide.test.ts 日本語 🚀 '.length + 1 + 3)
})

it('what the command writes meanwhile reaches the terminal in order, once the screen has gone', async () => {
  const screen = await overstaying(['timer', 'reads'])
  screen.press('i')
  await screen.sees('YOU TYPE')
  screen.press('one\r')
  await screen.sees('read "one')
  screen.press('two\r')
  await screen.sees('read "two')
  screen.press('\x1d', 'x', KEY.enter)
  await screen.sees('overstay exits with')
  screen.press('q')
  await screen.exitCode()
  const after = screen.raw().slice(screen.raw().lastIndexOf('\x1b[?1049l'))
  expect(after.indexOf('read "one')).toBeGreaterThan(0)
  expect(after.indexOf('read "two')).toBeGreaterThan(after.indexOf('read "one'))
})
