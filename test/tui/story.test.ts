import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Report } from '../../src/core/report/model.js'
import { waitFor } from '../support/run-child.js'
import { OVERSTAY, REPOSITORY } from '../support/run-overstay.js'
import { SHOP } from './support/screen-driver.js'

/**
 * The main story, as a person lives it in tmux: a real suite passes and stays, the screen opens with the line that holds
 * it on top, it is let go, the runner exits with its own code, the report is written.
 */

const hasTmux = spawnSync('tmux', ['-V']).status === 0
const directory = mkdtempSync(join(tmpdir(), 'overstay-story-'))
const socket = join(directory, 'tmux')
const reportFile = join(directory, 'report.json')

const tmux = (...args: string[]) => execFileSync('tmux', ['-S', socket, ...args], { encoding: 'utf8' })
const screen = () => tmux('capture-pane', '-p', '-t', 'story')
const flags = () =>
  tmux('display-message', '-p', '-t', 'story', '#{alternate_on}#{cursor_flag}#{mouse_any_flag}').trim()
const press = (...keys: string[]) => tmux('send-keys', '-t', 'story', ...keys)
const sees = (what: RegExp, boundMs = 40_000) =>
  waitFor(
    () => what.test(screen()),
    boundMs,
    () => `${what} on:\n${screen()}`,
  )

beforeAll(() => {
  if (!hasTmux) return
  execFileSync(
    'tmux',
    [
      '-S',
      socket,
      '-f',
      '/dev/null',
      'new-session',
      '-d',
      '-s',
      'story',
      '-x',
      '120',
      '-y',
      '40',
      "env PS1='prompt$ ' bash --norc --noprofile -i",
    ],
    {
      env: {
        PATH: process.env['PATH'] ?? '',
        LC_ALL: 'C.UTF-8',
        PS1: 'prompt$ ',
        HOME: directory,
        HISTFILE: '/dev/null',
        TERM: 'xterm-256color',
      },
    },
  )
})

afterAll(() => {
  if (hasTmux) spawnSync('tmux', ['-S', socket, 'kill-server'])
  rmSync(directory, { recursive: true, force: true, maxRetries: 20 })
})

it.skipIf(!hasTmux && process.env['CI'] !== 'true')(
  'in tmux (needs tmux): overstays, is let go, exits with its own code',
  async () => {
    const vitest = join(REPOSITORY, 'node_modules/vitest/vitest.mjs')
    await sees(/prompt\$/)
    press(
      `cd ${SHOP} && ${process.execPath} ${OVERSTAY} --teardown-timeout 1s -- ${process.execPath} ${vitest} run`,
      'Enter',
    )
    await sees(/OVERSTAYS +3 passed \(vitest\)/)
    expect(flags()).toBe('100')
    await sees(/▸1 src\/database\.mjs:\d+.*listening/)
    expect(screen()).toMatch(/Tests +3 passed/)
    press('r')
    await sees(/command: code 0, released by overstay; overstay exits with 121/)
    await sees(/1 src\/database\.mjs.* proved/)
    press('s')
    await sees(/write the report to/)
    press('C-u')
    press('-l', reportFile)
    press('Enter')
    await sees(/written as json/)
    press('q')
    await sees(/prompt\$ *\n*$/)
    expect(flags()).toBe('010')
    press('echo "exit code $?"', 'Enter')
    await sees(/^exit code 121/m)
    const report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report
    expect(report).toMatchObject({ outcome: 'overstayed', exit: { commandCode: 0, endedBy: 'release' } })
    expect(report.suspects[0]).toMatchObject({ confidence: 'proved', site: { file: 'src/database.mjs' } })
  },
)
