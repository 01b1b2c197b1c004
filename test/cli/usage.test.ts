import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { OVERSTAY, runNode, runOverstay } from '../support/run-overstay.js'

const overstay = (...args: string[]) => runNode([OVERSTAY, ...args])

describe('bad input is refused before anything starts, in one line, with 125', () => {
  it.each([
    [
      ['--teardown-timeout', 'soon', '--', 'true'],
      /--teardown-timeout: "soon" is not accepted; give a duration like 500ms/,
    ],
    [['--on-hang', 'panic', '--', 'true'], /--on-hang: "panic" is not accepted; give one of ask, end, wait, leave/],
    [['--marker', '(a+)+$', '--', 'true'], /--marker: .*is not accepted/],
    [['--marker', '(', '--', 'true'], /--marker: .*is not accepted/],
    [['--runner', 'nose99', '--', 'true'], /--runner: "nose99" is not a known runner; known are .*vitest/],
    [['--allow', '', '--', 'true'], /--allow: "" is not accepted/],
    [['--no-such-option', '--', 'true'], /unknown option '--no-such-option'/i],
    [['--json'], /json/],
    [['runn', '--', 'true'], /"runn" is not a command of overstay/],
    [['true'], /"true" is not a command of overstay; to run a test command, write: overstay -- true/],
    [['--'], /no command is given/],
    [['run', 'npm', 'test'], /"npm" stands before --/],
  ])('%j', async (args, says) => {
    const ran = await overstay(...args)
    expect(ran.code).toBe(125)
    expect(ran.stderr).toMatch(says)
    expect(ran.stderr.trimEnd().split('\n')).toHaveLength(1)
    expect(ran.stdout.length).toBe(0)
  })
})

it('a setting comes from the flag, else the variable, else the configuration', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'overstay-config-'))
  const command = ['sh', '-c', 'sleep 20']
  writeFileSync(join(cwd, 'overstay.config.json'), JSON.stringify({ deadline: '300ms', killAfter: 1 }))
  const byFile = await runOverstay(command, { cwd })
  expect(byFile.report?.outcome).toBe('deadline')
  const byVariable = await runOverstay(['sh', '-c', 'sleep 1; exit 3'], { cwd, env: { OVERSTAY_DEADLINE: '30s' } })
  expect(byVariable.code).toBe(3)
  const byFlag = await runOverstay(command, { cwd, env: { OVERSTAY_DEADLINE: '30s' }, options: ['-t', '0.2'] })
  expect(byFlag.report?.outcome).toBe('deadline')
})

it.each([
  ['{ "deadlin": "3s" }', /unknown key "deadlin"/],
  ['{ "deadline": "never" }', /overstay\.config\.json: deadline: "never" is not accepted/],
  ['{ "deadline": ', /overstay\.config\.json/],
  ['[]', /must give an object/],
])('a configuration like %s is refused', async (text, says) => {
  const cwd = mkdtempSync(join(tmpdir(), 'overstay-config-'))
  writeFileSync(join(cwd, 'overstay.config.json'), text)
  const ran = await runOverstay(['true'], { cwd })
  expect(ran.code).toBe(125)
  expect(ran.stderr).toMatch(says)
})

it('help and version go to stdout', async () => {
  const help = await overstay('--help')
  expect(help.code).toBe(0)
  expect(help.stdout.toString()).toMatch(/--teardown-timeout DUR/)
  const version = await overstay('--version')
  expect(version.stdout.toString()).toMatch(/^\d+\.\d+\.\d+\n$/)
})

it('without anything it says how to use it, and fails', async () => {
  const ran = await overstay()
  expect(ran.code).toBe(125)
  expect(ran.stderr).toMatch(/Usage:/)
})

it('does not mind a reader that stops', () => {
  const script = `{ "${process.execPath}" "${OVERSTAY}" --help; echo "code $?" >&2; } | head -c 1`
  const { stderr } = spawnSync('sh', ['-c', script], { encoding: 'utf8' })
  expect(stderr).toBe('code 0\n')
})

it.each(['bash', 'zsh', 'fish'])('completion for %s names every option', async (shell) => {
  const ran = await overstay('completion', shell)
  expect(ran.code).toBe(0)
  expect(ran.stdout.toString()).toMatch(/teardown-timeout/)
})
