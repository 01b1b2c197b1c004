import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readState } from '../../../src/supervisor/child/process-state.js'
import { waitFor } from '../../support/run-child.js'
import { MINI_OVERSTAY, openShell } from '../../support/terminal-driver.js'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'overstay-detach-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Ends (for overstay) at once, goes on writing to both outputs, and says at the end whether it could. */
const LEFT = (file: string) =>
  `(trap "" HUP; sleep 0.6; echo late; echo later >&2; echo "wrote $?" >${file}) & echo early; echo early too >&2; exit 3`

it('with pipes, what is left goes on writing to our outputs', () => {
  const file = join(directory, 'file')
  const result = spawnSync(process.execPath, [MINI_OVERSTAY, 'pipes', 'sh', '-c', LEFT(file)], {
    encoding: 'utf8',
    env: { ...process.env, MINI_DETACH: '1' },
    timeout: 20_000,
  })
  expect(result.status).toBe(3)
  expect(result.stdout).toBe('early\nlate\n')
  expect(result.stderr).toBe('early too\nlater\n')
  expect(readFileSync(file, 'utf8')).toBe('wrote 0\n')
})

it('with a pty, what is left keeps its terminal, and the keeper goes with the last of them', async () => {
  const file = join(directory, 'file')
  const shell = await openShell()
  shell.type(`MINI_DETACH=1 node ${MINI_OVERSTAY} pty sh -c '${LEFT(file)}'; echo rc=$?\r`)
  await shell.sees('rc=3')
  const keeper = Number(/keeper (\d+)/.exec(shell.log())![1])
  await shell.sees(/late\r[\s\S]*later\r/)
  await waitFor(() => readFileSync(file, 'utf8') === 'wrote 0\n')
  await waitFor(() => [null, 'Z'].includes(readState(keeper)), 20_000)
  shell.close()
})
