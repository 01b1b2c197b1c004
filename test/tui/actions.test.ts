import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../support/run-overstay.js'
import { type DriverOptions, KEY, openOverstay, openOverstaying, type ScreenDriver } from './support/screen-driver.js'

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

const SIZES = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
]

describe.each(SIZES)('at $columns x $rows', (size) => {
  it('release: the command ends by itself with its own code, and the suspect is proved', async () => {
    const screen = await overstaying(['timer'], size)
    expect(screen.text()).toMatch(/▸1 .*suite\.mjs:\d+/)
    screen.press('r')
    await screen.sees('command: code 3, released by overstay; overstay exits with 3')
    await screen.sees('proved')
    screen.press('q')
    expect(await screen.exitCode()).toBe(3)
    expect(screen.isAlternate()).toBe(false)
    // The terminal shows what it would have shown, and then the summary.
    expect(screen.text()).toContain('OVERSTAYED')
  })

  it('signal: a dialog names its target, and the person sees what it did', async () => {
    const screen = await overstaying(['timer', 'child'], size)
    screen.press('3', KEY.down, 'K')
    await screen.sees(/signal to \d+ sleep/)
    screen.press('x')
    await screen.sees(/SIGKILL sent to \d+.*has ended/)
    await screen.sees('(1 alive, 1 gone)')
    expect(screen.text()).toContain('OVERSTAYS')
  })

  it('end: asks once, then ends everything', async () => {
    const screen = await overstaying(['timer', 'child'], size)
    screen.press('x')
    await screen.sees('end the run')
    screen.press(KEY.enter)
    await screen.sees('overstay exits with')
    await screen.sees('(0 alive, 2 gone)')
  })

  it('wait: says so, and the run goes on', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press('w')
    await screen.sees('waiting for the command to end by itself')
    await screen.sees('WAITING')
  })

  it('leave: the screen goes, the run lives', async () => {
    const screen = await overstaying(['timer'], size)
    const pid = Number(/[▸ ] +(\d+) node/.exec(screen.text())?.[1])
    screen.press('q')
    await screen.sees('leave this screen')
    screen.press('l')
    expect(await screen.exitCode()).toBe(121)
    expect(() => process.kill(pid, 0)).not.toThrow()
    process.kill(pid, 'SIGKILL')
  })

  it('look closely: stack, source, evidence, fix', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press(KEY.enter, 'z')
    await screen.sees('suspect 1')
    for (const part of [
      'setInterval',
      'clearInterval',
      'libuv',
      'by itself: never',
      '> ',
      'setInterval(() => {}, 1_000)',
    ]) {
      await screen.sees(part)
    }
  })

  it('save: asks where, says where it went', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press('s')
    await screen.sees('write the report to')
    screen.press(KEY.ctrlU, 'mine.json', KEY.enter)
    await screen.sees(/written as json to .*mine\.json/)
    const report = JSON.parse(readFileSync(join(screen.directory, 'mine.json'), 'utf8'))
    expect(report).toMatchObject({ format: 'overstay-report', outcome: 'overstayed' })
    screen.press('s', KEY.ctrlU, 'no/such/folder.html', KEY.enter)
    await screen.sees('cannot write')
  })

  it('copy: the line goes to the clipboard by OSC 52', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press('y')
    await screen.sees('copied')
    const copied = Buffer.from(/\x1b\]52;c;([A-Za-z0-9+/=]+)\x07/.exec(screen.raw())?.[1] ?? '', 'base64').toString()
    expect(copied).toMatch(/suite\.mjs:\d+$/)
  })

  it('edit: opens the line in the editor, and comes back', async () => {
    const screen = await overstaying(['timer'], { ...size, env: { VISUAL: undefined, EDITOR: './editor.sh' } })
    const file = join(screen.directory, 'editor.sh')
    writeFileSync(file, '#!/bin/sh\necho "EDITING $*"; read answer; echo "$answer" > answer\n', { mode: 0o755 })
    screen.press('e')
    await screen.sees(/EDITING \+\d+ .*suite\.mjs/)
    expect(screen.isAlternate()).toBe(false)
    screen.press('done\r')
    await screen.sees('back from')
    expect(screen.isAlternate()).toBe(true)
    expect(existsSync(join(screen.directory, 'answer'))).toBe(true)
  })

  it('type: keys go to the command until Ctrl-]', async () => {
    const screen = await overstaying(['timer', 'reads'], size)
    screen.press('i')
    await screen.sees('YOU TYPE INTO THE COMMAND')
    screen.press('hello q\r')
    await screen.sees('read "hello q')
    screen.press('\x1d')
    await screen.loses('YOU TYPE INTO THE COMMAND')
    screen.press('?')
    await screen.sees('─ keys ')
  })

  it('find: in the output, and through its lines', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press('1', '/', 'file-7.test', KEY.enter)
    await screen.sees('"file-7.test" 1 of 1')
    await screen.sees(/test\/file-7\.test\.ts/)
    expect(screen.reversed().join('\n')).toContain('file-7.test.ts')
    screen.press('f')
    await screen.sees('follows')
    screen.press(KEY.escape)
    await screen.loses('"file-7.test"')
  })

  it('filter, order, pause', async () => {
    const screen = await overstaying(['timer', 'server', 'child'], size)
    await screen.sees(/suspects \([34]\)/)
    screen.press('/', 'server')
    await screen.sees('suspects (1)')
    screen.press(KEY.escape)
    await screen.sees(/suspects \([34]\)/)
    screen.press('3', '/', 'sleep', KEY.enter)
    await screen.sees('filter: sleep')
    screen.press(KEY.escape, 'o')
    await screen.sees(' CPU ─')
    screen.press('p')
    await screen.sees('lists paused')
    screen.press('p')
    await screen.loses('lists paused')
  })

  it('help: works everywhere, also over a dialog and while typing a filter', async () => {
    const screen = await overstaying(['timer'], size)
    screen.press('q')
    await screen.sees('leave this screen')
    screen.press('?')
    await screen.sees('─ keys ')
    screen.press(KEY.escape)
    await screen.sees('leave this screen')
    screen.press(KEY.escape)
    await screen.loses('leave this screen')
    screen.press('/')
    await screen.sees('show suspects with')
    screen.press('\x1bOP')
    await screen.sees('─ keys ')
  })
})

it('a second Ctrl-C ends the run', async () => {
  const screen = await overstaying(['timer'])
  screen.press(KEY.ctrlC)
  await screen.sees('leave this screen')
  screen.press(KEY.ctrlC)
  expect(await screen.exitCode()).toBe(3)
})

it('opens by the hot key while tests run, and from the start', async () => {
  const screen = await openOverstay(['timer'], { flags: ['--teardown-timeout', '60s'] })
  open.push(screen)
  await screen.sees('120 passed')
  screen.press(KEY.hotKey, KEY.hotKey)
  await screen.sees('TESTS OVER')
  await screen.sees(/suspects \([1-9]/)
  screen.press('q')
  await screen.sees('leave this screen')
  screen.press('b')
  await screen.loses('leave this screen')
  expect(await waitUntil(() => !screen.isAlternate())).toBe(true)
  expect(screen.text()).toContain('120 passed')
  const early = await openOverstay(['timer'], { flags: ['--tui', 'always', '--teardown-timeout', '60s'] })
  open.push(early)
  await early.sees('TESTS OVER')
  expect(early.text()).toContain('120 passed')
})
